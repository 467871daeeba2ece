//! What AWS's own engine finds in templates, told of the constructs and lines that they come from.

use std::collections::HashMap;

use cloudformation_validate::template_model::EntityType;
use cloudformation_validate::{
    CelEngine, DetailLevel, Diagnostic, EngineConfig, FilterConfig, PseudoParameterOverrides, RuleFilterConfig,
    SchemaValidator, Severity, ValidateConfig, ValidationEngine, validate_bytes_with_path, validate_catching_panics,
};
use purlin_assembly::{Assembly, Stack};
use purlin_core::{Finding, Place, Severity as Weight};

/// Rules that are about templates that people write: constructs depend on others as a whole, which some of their properties may
/// well say again.
const NOISE: [&str; 1] = ["W3005"];

/// Everything that the engine finds in the templates of an assembly. `text` gives the file of a stack's template as it is, where it
/// is one: findings then have its lines, unless lines of the program are known. Remarks are only wanted of a thorough check.
pub(super) fn findings(
    assembly: &Assembly,
    thorough: bool,
    text: impl Fn(&Stack) -> Option<(String, Vec<u8>)>,
) -> Vec<Finding> {
    let engine = match CelEngine::new(EngineConfig::default()) {
        Ok(engine) => engine,
        Err(error) => return vec![failed(&error.to_string())],
    };
    let validator = SchemaValidator::default();
    let constructs = Constructs::of(assembly);
    let of_stack = |stack: &Stack| {
        let (file, bytes) = match text(stack) {
            Some((file, bytes)) => (Some(file), bytes),
            None => (None, serde_json::to_vec(stack.template.sections()).unwrap_or_default()),
        };
        match validated(&engine, &validator, stack, thorough, &bytes) {
            Ok(found) => {
                found.into_iter().map(|found| constructs.finding(stack, file.as_deref(), found)).collect::<Vec<_>>()
            }
            Err(error) => vec![failed(&error).construct(&*stack.path)],
        }
    };
    assembly.stacks().iter().flat_map(of_stack).collect()
}

fn validated(
    engine: &dyn ValidationEngine,
    validator: &SchemaValidator,
    stack: &Stack,
    thorough: bool,
    template: &[u8],
) -> Result<Vec<Diagnostic>, String> {
    let config = ValidateConfig {
        detail_level: DetailLevel::Standard,
        severity_level: if thorough { Severity::Info } else { Severity::Warn },
        pseudo_parameter_overrides: PseudoParameterOverrides {
            account_id: stack.environment.account.clone(),
            region: stack.environment.region.clone(),
            ..PseudoParameterOverrides::default()
        },
        filters: FilterConfig::new(
            RuleFilterConfig::default(),
            RuleFilterConfig { ids: NOISE.map(str::to_owned).to_vec(), ..RuleFilterConfig::default() },
        ),
        ..ValidateConfig::default()
    };
    let validate = || validate_bytes_with_path(engine, validator, template, config, stack.file.clone());
    validate_catching_panics(validate).map(|report| report.diagnostics).map_err(|error| error.to_string())
}

fn failed(reason: &str) -> Finding {
    Finding::error("validation-failed", format!("AWS's engine cannot check the template: {reason}"))
        .help("leave the feature `validate` out, and report this to those who make the engine")
}

/// Constructs by what they are in templates.
struct Constructs<'a> {
    resources: HashMap<(&'a str, &'a str), &'a str>,
    others: HashMap<(&'a str, &'a str), &'a str>,
    places: HashMap<&'a str, &'a Place>,
}

impl<'a> Constructs<'a> {
    fn of(assembly: &'a Assembly) -> Self {
        let mut constructs = Constructs { resources: HashMap::new(), others: HashMap::new(), places: HashMap::new() };
        for construct in assembly.constructs() {
            let place = construct.described_at.as_ref().or(construct.made_at.as_ref());
            constructs.places.extend(place.map(|place| (&*construct.path, place)));
            if let Some(element) = &construct.element {
                // An output can be called like a resource.
                let is_resource = element.resource_type.is_some();
                let same_kind = if is_resource { &mut constructs.resources } else { &mut constructs.others };
                same_kind.insert((&*element.stack, &*element.logical_id), &*construct.path);
            }
        }
        constructs
    }

    fn finding(&self, stack: &Stack, file: Option<&str>, found: Diagnostic) -> Finding {
        let path = found.entity.as_ref().map_or(stack.path.clone(), |entity| {
            let elements = if entity.entity_type == EntityType::Resource { &self.resources } else { &self.others };
            let path = elements.get(&(&*stack.path, &*entity.logical_id)).map(|&path| path.to_owned());
            path.unwrap_or_else(|| format!("{}/{}", stack.path, entity.logical_id))
        });
        let weight = match found.severity {
            Severity::Fatal | Severity::Error => Weight::Error,
            Severity::Warn => Weight::Warning,
            Severity::Info | Severity::Debug => Weight::Info,
        };
        let message = match found.property_path.as_deref().filter(|path| !matches!(*path, "" | "Properties")) {
            Some(property) => format!("`{property}`: {}", found.message),
            None => found.message,
        };
        let mut finding = Finding::new(weight, found.rule_id, message);
        finding.help = found.suggested_fix;
        finding.place = self.places.get(path.as_str()).map(|&place| place.clone()).or_else(|| {
            let location = found.location.as_ref();
            file.map(|file| Place {
                line: location.map_or(0, |span| span.start_line),
                column: location.map_or(0, |span| span.start_column),
                ..Place::file(file)
            })
        });
        finding.construct(path)
    }
}
