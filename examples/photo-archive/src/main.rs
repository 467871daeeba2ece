//! An app with one archive for each of two people.

use std::process::ExitCode;

use photo_archive::{PhotoArchive, PhotoArchiveProps};
use purlin::prelude::*;

fn main() -> ExitCode {
    purlin::cli::run(|app, _arguments| {
        for owner in ["Ada", "Grace"] {
            let stack = Stack::new(app, &format!("Photos{owner}"), StackProps::new());
            let archive = PhotoArchive::new(&stack, "Archive", PhotoArchiveProps::new().owner(owner));
            Output::new(&stack, "BucketName", archive.bucket_name(), OutputProps::new());
            Output::new(&stack, "UnreadablePhotos", archive.queue_url(), OutputProps::new());
        }
        Ok(())
    })
}
