//! The machine images that Valohai shares with the accounts of its customers.

use purlin_product::ImageSource;

/// The account by which Valohai shares its images.
pub const OWNER: &str = "635691382966";
/// What the images of workers are called; a date follows.
pub const WORKERS: &str = "valohai-peon-*";
/// What the images of the application are called; a date follows.
pub const MASTER: &str = "valohai-roi-*";

/// The newest image of workers that Valohai shares with the account, looked up by the toolkit.
pub fn workers() -> ImageSource {
    ImageSource::Lookup { owner: OWNER.to_owned(), name: WORKERS.to_owned() }
}

/// The newest image of the application that Valohai shares with the account, looked up by the toolkit.
pub fn master() -> ImageSource {
    ImageSource::Lookup { owner: OWNER.to_owned(), name: MASTER.to_owned() }
}
