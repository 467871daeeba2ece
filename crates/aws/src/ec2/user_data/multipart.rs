//! User data of several parts, each for another program of cloud-init.

use std::fmt;
use std::panic::Location;

use purlin_core::{Finding, IntoValue, Text, Val, Value, fn_base64};

use super::{Content, UserData};

const SEPARATOR: &str = "+AWS+CDK+User+Data+Separator==";

/// User data of several parts, as a MIME archive: scripts that run at different times, or settings of cloud-init.
///
/// ```
/// use purlin_aws::ec2::{MultipartBody, MultipartUserData, UserData};
///
/// let early = UserData::linux();
/// early.add_commands(["cloud-init-per once docker_options echo 'OPTIONS=\"--debug\"' >> /etc/sysconfig/docker"]);
/// let parts = MultipartUserData::new();
/// parts.add_part(MultipartBody::from_user_data_as(&early, MultipartBody::CLOUD_BOOTHOOK));
/// parts.add_default_part(&UserData::linux());
/// let user_data = UserData::from(&parts);
/// user_data.add_commands(["yum install -y git"]); // to the default part
/// ```
///
/// See [the documentation of cloud-init](https://docs.cloud-init.io/en/latest/explanation/format/mime-archive.html).
#[derive(Clone)]
pub struct MultipartUserData {
    user_data: UserData,
}

/// One part of a [`MultipartUserData`].
#[derive(Clone, Debug)]
pub struct MultipartBody {
    content_type: Text,
    content: Part,
}

#[derive(Clone, Debug)]
enum Part {
    UserData(UserData),
    Raw { transfer_encoding: Option<Text>, body: Value<String> },
}

impl MultipartBody {
    /// A shell script that runs late in the first boot.
    pub const SHELL_SCRIPT: &'static str = "text/x-shellscript; charset=\"utf-8\"";
    /// A shell script that runs early in every boot.
    pub const CLOUD_BOOTHOOK: &'static str = "text/cloud-boothook; charset=\"utf-8\"";

    /// A script.
    pub fn from_user_data(user_data: impl Into<UserData>) -> Self {
        Self::from_user_data_as(user_data, Self::SHELL_SCRIPT)
    }

    /// A script, or other text, of this content type.
    pub fn from_user_data_as(user_data: impl Into<UserData>, content_type: impl Into<Text>) -> Self {
        MultipartBody { content_type: content_type.into(), content: Part::UserData(user_data.into()) }
    }

    /// Any text as it is, of this content type.
    pub fn from_raw(content_type: impl Into<Text>, body: impl IntoValue<String>) -> Self {
        let content = Part::Raw { transfer_encoding: None, body: body.into_value() };
        MultipartBody { content_type: content_type.into(), content }
    }

    /// How a raw body is encoded, such as `7bit` or `base64`.
    pub fn transfer_encoding(mut self, encoding: impl Into<Text>) -> Self {
        if let Part::Raw { transfer_encoding, .. } = &mut self.content {
            *transfer_encoding = Some(encoding.into());
        }
        self
    }

    fn text(&self) -> Val {
        let header = format!("Content-Type: {}\n", self.content_type);
        match &self.content {
            Part::UserData(user_data) => {
                let encoded = fn_base64(Value::<String>::from_val(user_data.text())).into_val();
                Val::join("", [Val::text(header), Val::text("Content-Transfer-Encoding: base64\n\n"), encoded])
            }
            Part::Raw { transfer_encoding, body } => {
                let encoding = transfer_encoding.as_ref().map(|name| format!("Content-Transfer-Encoding: {name}\n"));
                let encoding = Val::text(encoding.unwrap_or_default());
                Val::join("", [Val::text(header), encoding, Val::text("\n"), body.clone().into_val()])
            }
        }
    }
}

impl MultipartUserData {
    /// No parts yet.
    #[allow(clippy::new_without_default, reason = "an archive without parts is no default")]
    pub fn new() -> Self {
        Self::separated_by(SEPARATOR.into())
    }

    /// No parts yet, and another text to separate them: letters, digits and `'()+_,-./:=?`, 70 at most, that occurs in none of
    /// them.
    #[track_caller]
    pub fn with_separator(separator: impl Into<Text>) -> Self {
        let location = Location::caller();
        let separator = separator.into();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "()+,-./:=?".contains(c);
        let good = !separator.is_empty() && separator.len() <= 70 && separator.chars().all(allowed);
        let finding = (!good).then(|| {
            Finding::error("bad-separator", format!("`{separator}` cannot separate the parts of user data"))
                .at(location)
                .help("use letters, digits and `()+,-./:=?`, 70 at most")
        });
        let parts = Self::separated_by(separator);
        finding.into_iter().for_each(|finding| parts.user_data.report(finding));
        parts
    }

    fn separated_by(separator: Text) -> Self {
        let multipart = Multipart { separator, parts: Vec::new(), default_part: None };
        MultipartUserData { user_data: UserData::with(Content::Multipart(multipart)) }
    }

    /// Adds a part.
    #[track_caller]
    pub fn add_part(&self, part: MultipartBody) {
        if let Part::UserData(script) = &part.content {
            if script.holds(&self.user_data) {
                let finding = Finding::error("part-of-itself", "user data cannot be a part of itself");
                return self.user_data.report(finding.at(Location::caller()).help("add a script of its own"));
            }
            for (scope, principal) in self.user_data.needs().users() {
                script.attach(scope, principal);
            }
        }
        self.change(|multipart| multipart.parts.push(part));
    }

    /// Adds a script; what is added to the whole is added to it.
    #[track_caller]
    pub fn add_default_part(&self, user_data: &UserData) {
        self.add_part(MultipartBody::from_user_data(user_data));
        if !user_data.holds(&self.user_data) {
            self.change(|multipart| multipart.default_part = Some(user_data.clone()));
        }
    }

    fn change(&self, change: impl FnOnce(&mut Multipart)) {
        if let Content::Multipart(multipart) = &mut *self.user_data.shared.content.borrow_mut() {
            change(multipart);
        }
    }
}

impl fmt::Debug for MultipartUserData {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.user_data.fmt(formatter)
    }
}

impl From<&MultipartUserData> for UserData {
    fn from(parts: &MultipartUserData) -> Self {
        parts.user_data.clone()
    }
}

impl From<MultipartUserData> for UserData {
    fn from(parts: MultipartUserData) -> Self {
        parts.user_data
    }
}

/// The parts, and what separates them.
pub(super) struct Multipart {
    separator: Text,
    parts: Vec<MultipartBody>,
    default_part: Option<UserData>,
}

impl Multipart {
    pub(super) fn default_part(&self) -> Option<UserData> {
        self.default_part.clone()
    }

    pub(super) fn scripts(&self) -> impl Iterator<Item = &UserData> {
        self.parts.iter().filter_map(|part| match &part.content {
            Part::UserData(script) => Some(script),
            Part::Raw { .. } => None,
        })
    }

    pub(super) fn raw_bodies(&self) -> impl Iterator<Item = &Val> {
        self.parts.iter().filter_map(|part| match &part.content {
            Part::UserData(_) => None,
            Part::Raw { body, .. } => Some(body.as_val()),
        })
    }

    pub(super) fn text(&self) -> Val {
        let boundary = &self.separator;
        let start = format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\nMIME-Version: 1.0\n\n");
        let parts =
            self.parts.iter().flat_map(|part| [Val::text(format!("--{boundary}\n")), part.text(), Val::text("\n")]);
        let end = Val::text(format!("--{boundary}--\n"));
        Val::join("", [Val::text(start)].into_iter().chain(parts).chain([end]))
    }
}
