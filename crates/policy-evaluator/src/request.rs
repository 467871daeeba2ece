//! What is asked of AWS.

use crate::{ACCOUNT, REGION};

/// An action on all that it touches, each of which has to be allowed.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is done.
    pub action: String,
    /// With what.
    pub resources: Vec<Resource>,
    /// What is known of the request whatever it touches.
    pub context: Vec<(String, String)>,
}

/// Something that a request touches, and what AWS tells of it.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its ARN, or `*`.
    pub arn: String,
    /// Its condition keys.
    pub context: Vec<(String, String)>,
}

/// A request that touches these.
pub fn request(action: &str, resources: impl IntoIterator<Item = Resource>) -> Request {
    Request { action: action.to_owned(), resources: resources.into_iter().collect(), context: Vec::new() }
}

/// Something by its ARN without the beginning, such as `ec2:instance/i-1`, in the account of the installation, or by the
/// whole of it. What cannot be named is `*`.
pub fn on(name: &str) -> Resource {
    let arn = match name.split_once(':') {
        Some(("ec2", rest)) if rest.starts_with("image/") || rest.starts_with("snapshot/") => {
            format!("arn:aws:ec2:{REGION}::{rest}")
        }
        Some(("iam", rest)) => format!("arn:aws:iam::{ACCOUNT}:{rest}"),
        Some(("s3", rest)) => format!("arn:aws:s3:::{rest}"),
        Some((service, rest)) if service != "arn" => format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"),
        _ => name.to_owned(),
    };
    Resource { arn, context: Vec::new() }
}

impl Request {
    /// With this condition key.
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.context.push((key.to_owned(), value.to_owned()));
        self
    }

    /// With one more thing that it touches.
    pub fn and(mut self, resource: Resource) -> Self {
        self.resources.push(resource);
        self
    }
}

impl Resource {
    /// With this condition key.
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.context.push((key.to_owned(), value.to_owned()));
        self
    }

    /// One that has a tag. Keys of tags are compared without regard to case, their values with it.
    pub fn tagged(self, key: &str, value: &str) -> Self {
        self.with(&format!("aws:ResourceTag/{key}"), value)
    }

    /// One that has the tag of Valohai.
    pub fn of_valohai(self) -> Self {
        self.tagged("valohai", "1")
    }

    /// One that the request gives the tag of Valohai.
    pub fn tagged_in_request(self) -> Self {
        self.with("aws:RequestTag/valohai", "1")
    }
}
