//! Machine images: by id, by the parameter that holds the id, or by what they are called.

use purlin_core::Finding;
use serde_json::{Value, json};

use super::{AmiId, ParameterName, account_id};
use crate::source::quoted;
use crate::text::checked_text;
use crate::{Input, Mistake, Refused, Setting, Text, settings};

/// Owners that are not an account.
const ALIASES: [&str; 3] = ["amazon", "aws-marketplace", "self"];

/// A machine image: an id, the name of a parameter of Systems Manager that holds one, or a map of `owner` and `name` that
/// stands for the newest image of that name.
///
/// ```
/// use purlin_settings::{MachineImage, SettingsFile, settings};
///
/// settings! {
///     /// Machines.
///     pub struct Machines {
///         /// Their image.
///         image: MachineImage,
///     }
/// }
///
/// let read = |text: &str| SettingsFile::parse("config.yaml", text)?.root::<Machines>();
/// assert!(matches!(read("image: ami-0123456789abcdef0")?.image, MachineImage::Id(_)));
/// assert!(matches!(read("image: /images/ubuntu")?.image, MachineImage::Parameter(_)));
/// let newest = read("image: {owner: 099720109477, name: ubuntu/images/*}")?.image;
/// assert!(matches!(newest, MachineImage::Lookup { owner, .. } if owner.as_str() == "099720109477"));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum MachineImage {
    /// An image by its id.
    Id(AmiId),
    /// The parameter that holds the id.
    Parameter(ParameterName),
    /// The newest of an owner whose name matches.
    Lookup {
        /// Who owns it.
        owner: ImageOwner,
        /// What it is called.
        name: ImageName,
    },
}

settings! {
    /// The newest image of an owner whose name matches.
    struct ImageLookup {
        /// The account that owns it, or `amazon`, `aws-marketplace` or `self`.
        owner: ImageOwner,
        /// Its name; `*` stands for any characters, `?` for any one.
        name: ImageName,
    }
}

checked_text! {
    /// Who owns a machine image: an account, `amazon`, `aws-marketplace` or `self`.
    ImageOwner, "the owner of machine images",
    |text| match ALIASES.contains(&text) {
        true => Ok(()),
        false => account_id::check(text).map_err(|mistake| {
            let help = format!("write the account's 12 digits, or {}", ALIASES.map(quoted).join(", "));
            Mistake::new(mistake.reason, help)
        }),
    },
    {"type": ["string", "integer"], "pattern": "^([0-9]{12}|amazon|aws-marketplace|self)$"}
}

checked_text! {
    /// The name of a machine image, in which `*` and `?` stand for others.
    ImageName, "the name of a machine image",
    |text| match text.chars().count() {
        0 => Err(Mistake::new("it is empty", "write at least one letter")),
        1..=128 => Ok(()),
        length => Err(Mistake::new(format!("it has {length} characters"), "write at most 128")),
    },
    {"type": "string", "minLength": 1, "maxLength": 128}
}

impl Setting for MachineImage {
    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        const EXPECTED: &str = "a machine image";
        if input.is_map() {
            let ImageLookup { owner, name, .. } = ImageLookup::read(input)?;
            return Ok(MachineImage::Lookup { owner, name });
        }
        let text = input.text(EXPECTED)?;
        if text.starts_with("ami-") {
            return AmiId::read(input).map(MachineImage::Id);
        }
        if text.starts_with('/') {
            return ParameterName::read(input).map(MachineImage::Parameter);
        }
        let message = format!(
            "{} is not {EXPECTED}: {} is neither an id nor the name of a parameter",
            quoted(input.name()),
            quoted(text)
        );
        let help = "write `ami-...`, the name of a parameter with `/` before it, or `{owner: ..., name: ...}`";
        Err(input.refuse(Finding::error("invalid-setting", message).help(help)))
    }

    fn fragment() -> Value {
        let mut schema = <ImageLookup as Setting>::fragment();
        let text = |fragment: Value| fragment["pattern"].as_str().unwrap_or_default().to_owned();
        let patterns = [text(<AmiId as Text>::fragment()), text(<ParameterName as Text>::fragment())];
        schema["type"] = json!(["string", "object"]);
        schema["pattern"] = patterns.join("|").into();
        schema
    }
}
