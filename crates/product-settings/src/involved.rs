//! Which settings of the file a problem of the construct is about.

use purlin_core::{Finding, Scope};
use purlin_product::Problem;
use purlin_settings::{Found, PartialSettings};

/// Which settings of a product's section the problems of its construct are about, where that is not the one of the same name as the
/// property alone.
pub struct Involved {
    /// The settings that a property of the construct is made of, where it is not one of the same name.
    pub made_of: &'static [(&'static str, &'static [&'static str])],
    /// The other settings that a rule is about, by its name, and for one property alone where that is told. They are shown
    /// beside it; the first that is written stands in for a property that is not; and a problem is passed over whose
    /// settings were refused.
    pub others: &'static [(&'static str, Option<&'static str>, &'static [&'static str])],
    /// Rules of the construct that are no problems of settings as such, most of them since they judge what was looked up, and
    /// the settings that they are about: the first that is written is where they point.
    pub rules: &'static [(&'static str, &'static [&'static str])],
}

impl Involved {
    /// The settings that a property of the construct is made of.
    pub fn settings_of<'a>(&self, property: &'a str) -> Vec<&'a str> {
        let made_of = self.made_of.iter().find(|(made, _)| *made == property);
        made_of.map_or_else(|| vec![property], |(_, settings)| settings.to_vec())
    }

    /// A problem of the construct, with the places of the settings that it is about. `None` where one of them was refused,
    /// of which the construct cannot know.
    pub fn finding(&self, settings: &impl PartialSettings, problem: Problem) -> Option<Finding> {
        let own = self.settings_of(problem.setting);
        let others = self.others_of(problem.rule, problem.setting);
        let all = || own.iter().chain(others).copied();
        if all().any(|name| settings.find(name).is_some_and(|found| found.is_refused())) {
            return None;
        }
        let mut places = given(settings, all());
        let mut message = problem.message;
        let place = match places.next() {
            Some((name, found)) if own.contains(&name) => {
                // Whoever wrote `zone_count` has not written `zones`.
                message = message.replace(&format!("`{}`", problem.setting), &format!("`{name}`"));
                found.place_of(problem.item)
            }
            Some((_, found)) => found.place_of(None),
            None => settings.origin().place(),
        };
        let mut finding = Finding::error(problem.rule, message).at(place.clone()).help(problem.help);
        for (name, found) in places {
            finding = finding.related(format!("`{name}` is set here"), found.place_of(None).clone());
        }
        Some(finding)
    }

    /// Lets findings about a stack, and all in it, point into the file: for what is found only once the toolkit has looked
    /// something up, or once everything is put together.
    pub fn describe(&self, settings: &impl PartialSettings, stack: &Scope) {
        stack.set_described_at(settings.origin());
        for (rule, names) in self.rules {
            if let Some((_, found)) = given(settings, names.iter().copied()).next() {
                stack.set_rule_described_at(*rule, found.place_of(None).clone());
            }
        }
    }

    /// Every setting that is named here: each has to be one.
    pub fn all_named(&self) -> impl Iterator<Item = &'static str> {
        let made_of = self.made_of.iter().flat_map(|(_, settings)| *settings);
        let others = self.others.iter().flat_map(|(_, _, settings)| *settings);
        made_of.chain(others).chain(self.rules.iter().flat_map(|(_, names)| *names)).copied()
    }

    fn others_of(&self, rule: &str, property: &str) -> &'static [&'static str] {
        let is_meant = |of: &Option<&str>| of.is_none_or(|of| of == property);
        let found = self.others.iter().find(|(known, of, _)| *known == rule && is_meant(of));
        found.map_or(&[], |(_, _, others)| others)
    }
}

/// Those of the settings that the file gives.
pub fn given<'a>(
    settings: &'a impl PartialSettings,
    names: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = (&'a str, Found<'a>)> {
    names.filter_map(|name| Some((name, settings.find(name)?))).filter(|(_, found)| found.is_given())
}
