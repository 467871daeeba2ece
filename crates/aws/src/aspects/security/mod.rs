//! A security check: well-known mistakes, found in the resources themselves, whoever makes them.
//!
//! ```
//! use purlin_aws::aspects::SecurityCheck;
//! use purlin_cfn::ec2::{CfnSecurityGroup, CfnSecurityGroupProps, security_group::Ingress};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! SecurityCheck::new().check(&app);
//!
//! let ssh = Ingress::new().ip_protocol("tcp").from_port(22).to_port(22).cidr_ip("0.0.0.0/0");
//! let props = CfnSecurityGroupProps::new().group_description("bastion").security_group_ingress([ssh]);
//! CfnSecurityGroup::new(&stack, "Bastion", props);
//! let findings = app.synth().err().unwrap();
//! assert!(findings.iter().any(|finding| finding.rule == "open-admin-port"));
//! ```
//!
//! Rules of the severity info are about what is well by default, but better said, or a matter of taste: they are off unless the
//! check is [`thorough`](SecurityCheck::thorough).
//!
//! It looks at properties as the template will have them, raw overrides included. A value that is only known during
//! deployment is no finding. What a rule finds is an error or a warning; each names the construct, the line that made it,
//! and what to do. What is meant to be as it is, is suppressed with a reason, which is then told in place of the finding:
//!
//! ```
//! # use purlin_aws::aspects::SecurityCheck;
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//! # use purlin_cfn::logs::{CfnLogGroup, CfnLogGroupProps};
//! # SecurityCheck::new().check(&app);
//! let audit = CfnLogGroup::new(&stack, "Audit", CfnLogGroupProps::new());
//! SecurityCheck::suppress(&audit, "log-retention", "the law wants these kept for good");
//! # assert_eq!(app.synth().unwrap().warnings().count(), 0);
//! ```
//!
//! | Rule | Severity | What it finds |
//! |---|---|---|
//! | `access-key` | warning | access keys of users |
//! | `backups` | warning | databases without automatic backups |
//! | `deletion-protection` | warning | databases that anybody who may can delete in one step |
//! | `http-listener` | warning | load balancers that serve HTTP instead of redirecting to HTTPS |
//! | `iam-all-actions` | error | policies that allow everything |
//! | `iam-all-resources` | warning | policies that allow changes, or reading secrets, of all resources without a condition |
//! | `iam-for-all-values` | error | `ForAllValues` in an allowing statement, which holds where the key is absent |
//! | `iam-not-action` | warning | statements that allow whatever they do not name |
//! | `iam-pass-role` | error | `iam:PassRole` without `iam:PassedToService` |
//! | `imds-v2` | warning | instances whose metadata can be read without a token |
//! | `key-rotation` | warning | symmetric keys that are never rotated |
//! | `log-retention` | warning | log groups that are kept forever |
//! | `open-admin-port` | error | SSH, RDP and their like, open to the world |
//! | `open-all-ports` | error | all ports or protocols, open to the world |
//! | `open-database-port` | error | databases, caches and file systems, open to the world |
//! | `plain-secret` | error | passwords and tokens in plain text |
//! | `public-policy` | error | policies of resources that let anybody in |
//! | `publicly-accessible` | error | databases and brokers with public addresses |
//! | `s3-default-access` | info | buckets that leave it to S3 to block public access |
//! | `s3-default-encryption` | info | buckets that leave encryption to S3 |
//! | `s3-public-access` | error | buckets that do not block public access |
//! | `s3-public-acl` | error | buckets with a public access control list |
//! | `s3-tls` | warning | buckets that can be used without TLS |
//! | `secret-in-user-data` | error | secrets in the user data of instances, where every process can read them |
//! | `sns-tls` | info | topics that can be used without TLS |
//! | `sqs-tls` | info | queues that can be used without TLS |
//! | `trust-anybody` | error | roles that anybody may assume |
//! | `unencrypted-storage` | warning | volumes, file systems, databases and caches without encryption at rest |
//! | `unencrypted-transit` | warning | caches without TLS |
//! | `weak-tls` | warning | load balancers with TLS older than 1.2 |

mod compute;
mod load_balancers;
mod network;
mod policies;
mod properties;
mod rules;
mod secrets;
mod statement;
mod storage;
mod subject;
mod tls;

use std::collections::HashSet;
use std::panic::Location;

use purlin_core::{App, Construct, Finding, Findings, Scope, Severity};

use self::rules::{RULES, Rule};
use self::subject::subjects;

/// Where the reason of a suppression is kept: as context, so that it holds for everything below.
fn suppression_key(rule: &str) -> String {
    format!("purlin:suppressed:{rule}")
}

/// Where the reason is kept for which the app's own check does without a rule.
fn exclusion_key(rule: &str) -> String {
    format!("purlin:excluded:{rule}")
}

/// A check of all resources in a construct for well-known mistakes.
///
/// See [the module](self) for examples and all rules.
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is checked before `check` is called"]
pub struct SecurityCheck {
    /// Rules that are left out, with the reasons.
    without: Vec<(String, String)>,
    warnings_only: bool,
    thorough: bool,
    of_templates: bool,
    mistakes: Vec<Finding>,
}

impl SecurityCheck {
    /// All rules that find errors and warnings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves a rule out everywhere. The reason is for those who read the program, and cannot be empty.
    #[track_caller]
    pub fn without(mut self, rule: &str, reason: &str) -> Self {
        self.mistakes.extend(mistake(rule, reason, Location::caller()));
        self.without.push((rule.to_owned(), reason.to_owned()));
        self
    }

    /// Tells errors as warnings, so that a program that has some is still written.
    pub fn as_warnings(mut self) -> Self {
        self.warnings_only = true;
        self
    }

    /// All rules, those of the severity info as well.
    pub fn thorough(mut self) -> Self {
        self.thorough = true;
        self
    }

    /// The resources stand for those of a template that no program of this library makes: nobody is told how to suppress a rule
    /// there.
    pub fn of_templates(mut self) -> Self {
        self.of_templates = true;
        self
    }

    /// Checks a construct and all below it when the app is synthesised, after everything was settled.
    pub fn check(self, construct: &impl Construct) {
        for (rule, reason) in &self.without {
            construct.scope().set_context(exclusion_key(rule), reason.as_str());
        }
        construct.scope().add_validation(move |scope| {
            self.mistakes.iter().for_each(|mistake| scope.report(mistake.clone()));
            self.judge(scope, false, |resource, finding| resource.report(finding));
        });
    }

    /// Checks an app when it is synthesised, after all that it checks itself, and hands over what is found instead of reporting it:
    /// whatever it is, the app can be synthesised. For programs that check apps which may check themselves.
    ///
    /// What the app's own checks have judged is not judged again: what they have told, be it as a warning, and the rules that they
    /// leave out, which is then told with their reasons.
    ///
    /// ```
    /// use std::cell::RefCell;
    /// use std::rc::Rc;
    ///
    /// use purlin_aws::aspects::SecurityCheck;
    /// use purlin_core::{App, Resource, Stack, StackProps};
    ///
    /// let app = App::new();
    /// Resource::untyped(&Stack::new(&app, "Users", StackProps::new()), "Key", "AWS::IAM::AccessKey");
    /// let found = Rc::new(RefCell::new(Vec::new()));
    /// let list = Rc::clone(&found);
    /// SecurityCheck::new().check_after_others(&app, move |finding| list.borrow_mut().push(finding));
    /// assert_eq!(app.synth()?.warnings().count(), 0);
    /// assert_eq!(found.borrow()[0].rule, "access-key");
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    pub fn check_after_others(self, app: &App, found: impl Fn(Finding) + 'static) {
        app.scope().add_last_validation(move |scope| {
            self.mistakes.iter().for_each(|mistake| found(scope.located(mistake.clone())));
            self.judge(scope, true, |resource, finding| found(resource.located(finding)));
        });
    }

    /// Accepts what a rule finds in a construct and all below it. The reason is told in place of the finding, and cannot be
    /// empty.
    #[track_caller]
    pub fn suppress(construct: &impl Construct, rule: &str, reason: &str) {
        let scope = construct.scope();
        match mistake(rule, reason, Location::caller()) {
            Some(mistake) => scope.report(mistake),
            None => scope.set_context(suppression_key(rule), reason),
        }
    }

    /// All rules, by name.
    ///
    /// ```
    /// use purlin_aws::aspects::SecurityCheck;
    /// use purlin_core::Severity;
    /// let rule = SecurityCheck::rules().find(|rule| rule.name == "open-admin-port").unwrap();
    /// assert_eq!((rule.severity, rule.finds), (Severity::Error, "SSH, RDP and their like, open to the world"));
    /// ```
    pub fn rules() -> impl Iterator<Item = SecurityRule> {
        RULES.iter().map(|rule| SecurityRule {
            name: rule.name,
            severity: rule.severity,
            finds: rule.finds,
            help: rule.help,
        })
    }

    /// Hands over what is wrong in a construct, each with the resource. After others, what they have told is left out.
    fn judge(&self, scope: &Scope, after_others: bool, found: impl Fn(&Scope, Finding)) {
        let app = App::of(scope);
        let told = if after_others { app.findings() } else { Findings::default() };
        let told: HashSet<Judgement<'_>> = told.iter().map(judgement).collect();
        let all = subjects(app.scope());
        let protections = tls::protections(app.scope(), &all);
        let is_on = |rule: &&Rule| {
            let asked_for = self.thorough || rule.severity > Severity::Info;
            asked_for && !self.without.iter().any(|(name, _)| name == rule.name)
        };
        let rules: Vec<&Rule> = RULES.iter().filter(is_on).collect();
        let is_all = scope == app.scope();
        for subject in if is_all { all } else { subjects(scope) } {
            let resource = subject.resource.scope();
            for rule in &rules {
                for problem in rule.problems(&subject, &protections) {
                    let is_told =
                        !told.is_empty() && told.contains(&(rule.name, resource.path().as_str(), problem.as_str()));
                    if !is_told {
                        found(resource, self.finding(rule, problem, resource, after_others));
                    }
                }
            }
        }
    }

    fn finding(&self, rule: &Rule, problem: String, scope: &Scope, after_others: bool) -> Finding {
        let reason = |key: String| scope.context(&key).and_then(|reason| reason.as_str().map(str::to_owned));
        let reason = reason(suppression_key(rule.name))
            .or_else(|| after_others.then(|| reason(exclusion_key(rule.name))).flatten());
        let severity = if self.warnings_only { rule.severity.min(Severity::Warning) } else { rule.severity };
        let finding = Finding::new(severity, rule.name, problem);
        match reason {
            Some(reason) => finding.accepted(reason),
            None if self.of_templates => finding.help(rule.help),
            None => finding
                .help(format!("{}; or say why not with `SecurityCheck::suppress(…, \"{}\", …)`", rule.help, rule.name)),
        }
    }
}

/// A rule of a [`SecurityCheck`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecurityRule {
    /// Its name, which its findings bear.
    pub name: &'static str,
    /// How much what it finds matters.
    pub severity: Severity,
    /// What it finds, in a few words.
    pub finds: &'static str,
    /// What to do then.
    pub help: &'static str,
}

/// What a finding is about: its rule, its construct, and what is wrong.
type Judgement<'a> = (&'a str, &'a str, &'a str);

fn judgement(finding: &Finding) -> Judgement<'_> {
    (&finding.rule, finding.construct.as_deref().unwrap_or_default(), &finding.message)
}

/// What is wrong with leaving a rule out.
fn mistake(rule: &str, reason: &str, location: &Location<'_>) -> Option<Finding> {
    if RULES.iter().all(|known| known.name != rule) {
        let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        let finding = Finding::error("unknown-rule", format!("there is no rule `{rule}` to leave out"));
        return Some(finding.at(location).help(format!("the rules are {}", names.join(", "))));
    }
    if reason.trim().is_empty() {
        let finding = Finding::error("no-reason", format!("the rule `{rule}` is left out without a reason"));
        return Some(finding.at(location).help("say why, for those who will read this later"));
    }
    None
}
