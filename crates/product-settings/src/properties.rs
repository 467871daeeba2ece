//! Values of settings as the properties of constructs take them. What was refused is as if it were not written.

use std::time::Duration;

use purlin_product::ImageSource;
use purlin_settings::{Between, Located, MachineImage};

/// A text.
pub fn text<T: AsRef<str>>(setting: &Option<T>) -> Option<String> {
    setting.as_ref().map(|text| text.as_ref().to_owned())
}

/// A text that may be left out.
pub fn optional<T: AsRef<str>>(setting: &Option<Option<T>>) -> Option<String> {
    text(setting.as_ref()?)
}

/// A list of texts.
pub fn list<T: AsRef<str>>(setting: &Option<Vec<Located<T>>>) -> Vec<String> {
    setting.iter().flatten().map(|item| (**item).as_ref().to_owned()).collect()
}

/// Minutes.
pub fn minutes<const LEAST: i64, const MOST: i64>(number: Between<LEAST, MOST>) -> Duration {
    Duration::from_secs(60 * number.get().unsigned_abs())
}

/// Seconds.
pub fn seconds<const LEAST: i64, const MOST: i64>(number: Between<LEAST, MOST>) -> Duration {
    Duration::from_secs(number.get().unsigned_abs())
}

/// Where a machine image comes from, if that is told.
pub fn image(setting: &Option<Option<MachineImage>>) -> Option<ImageSource> {
    setting.as_ref()?.as_ref().map(image_source)
}

/// Where a machine image comes from.
pub fn image_source(image: &MachineImage) -> ImageSource {
    match image {
        MachineImage::Id(id) => ImageSource::Id(id.to_string()),
        MachineImage::Parameter(name) => ImageSource::Parameter(name.to_string()),
        MachineImage::Lookup { owner, name } => {
            ImageSource::Lookup { owner: owner.to_string(), name: name.to_string() }
        }
    }
}
