//! What is in a secret, and where it comes from.

use std::panic::Location;

use purlin_cfn::secretsmanager::secret::GenerateSecretString as CfnGenerateSecretString;
use purlin_core::{Finding, IntoValue, Json, Scope, Text, Val, Value, to_json_text};

const DYNAMIC_REFERENCE: &str = "{{resolve:";
const LONGEST_PASSWORD: i64 = 4096;

/// Where the value of a secret comes from.
#[derive(Clone, Debug)]
pub enum SecretContents {
    /// Secrets Manager makes it up.
    Generated(GenerateSecretString),
    /// A text from elsewhere.
    String(SecretValue),
    /// A JSON object of texts from elsewhere.
    Object(Vec<(Text, SecretValue)>),
}

/// How Secrets Manager makes up a secret. A random text of 32 characters, unless told otherwise.
///
/// ```
/// use purlin_aws::secretsmanager::{GenerateSecretString, Secret, SecretProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let token = GenerateSecretString::new().password_length(64).exclude_punctuation(true);
/// Secret::new(&stack, "Token", SecretProps::new().generate_secret_string(token));
/// # app.synth().unwrap();
/// ```
///
/// [`GenerateSecretString`](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html)
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct GenerateSecretString {
    exclude_characters: Option<String>,
    exclude_lowercase: Option<bool>,
    exclude_numbers: Option<bool>,
    exclude_punctuation: Option<bool>,
    exclude_uppercase: Option<bool>,
    include_space: Option<bool>,
    password_length: Option<i64>,
    require_each_included_type: Option<bool>,
    template: Option<(Val, String)>,
}

impl GenerateSecretString {
    /// A random text of 32 characters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Characters that do not occur in it.
    pub fn exclude_characters(mut self, characters: impl Into<String>) -> Self {
        self.exclude_characters = Some(characters.into());
        self
    }

    /// Whether it is without lower-case letters. Default: no.
    pub fn exclude_lowercase(mut self, exclude: bool) -> Self {
        self.exclude_lowercase = Some(exclude);
        self
    }

    /// Whether it is without digits. Default: no.
    pub fn exclude_numbers(mut self, exclude: bool) -> Self {
        self.exclude_numbers = Some(exclude);
        self
    }

    /// Whether it is without punctuation. Default: no.
    pub fn exclude_punctuation(mut self, exclude: bool) -> Self {
        self.exclude_punctuation = Some(exclude);
        self
    }

    /// Whether it is without capital letters. Default: no.
    pub fn exclude_uppercase(mut self, exclude: bool) -> Self {
        self.exclude_uppercase = Some(exclude);
        self
    }

    /// Whether a space may occur in it. Default: no.
    pub fn include_space(mut self, include: bool) -> Self {
        self.include_space = Some(include);
        self
    }

    /// How many characters it has, from 1 to 4,096. Default: 32.
    pub fn password_length(mut self, characters: i64) -> Self {
        self.password_length = Some(characters);
        self
    }

    /// Whether at least one character of each kind that may occur does. Default: yes.
    pub fn require_each_included_type(mut self, require: bool) -> Self {
        self.require_each_included_type = Some(require);
        self
    }

    /// Makes the secret a JSON object: what is said here, and the made up text under `generate_string_key`.
    ///
    /// ```
    /// use purlin_aws::secretsmanager::GenerateSecretString;
    ///
    /// let login = GenerateSecretString::new().template([("username", "postgres")], "password");
    /// ```
    #[doc(alias = "secretStringTemplate")]
    #[doc(alias = "generateStringKey")]
    pub fn template<K: Into<Text>, V: IntoValue<Json>>(
        mut self,
        entries: impl IntoIterator<Item = (K, V)>,
        generate_string_key: impl Into<String>,
    ) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key, value.into_value().into_val()));
        self.template = Some((Val::map(entries), generate_string_key.into()));
        self
    }

    /// The characters that do not occur in it, if it was said.
    pub(super) fn excluded_characters(&self) -> Option<&str> {
        self.exclude_characters.as_deref()
    }

    pub(super) fn check(&self, scope: &Scope, location: &'static Location<'static>) {
        let report = |rule: &str, message: String, help: &str| {
            scope.report(Finding::error(rule, message).at(location).help(help));
        };
        if let Some(length) = self.password_length
            && !(1..=LONGEST_PASSWORD).contains(&length)
        {
            report(
                "bad-password-length",
                format!("a secret of {length} characters cannot be generated"),
                "set `password_length` between 1 and 4,096",
            );
        }
        let kinds = [self.exclude_lowercase, self.exclude_numbers, self.exclude_punctuation, self.exclude_uppercase];
        if kinds.iter().all(|kind| *kind == Some(true)) && self.include_space != Some(true) {
            report(
                "nothing-to-generate-from",
                "a secret is to be generated without letters, digits and punctuation".into(),
                "leave out one of `exclude_lowercase`, `exclude_numbers`, `exclude_punctuation` and `exclude_uppercase`",
            );
        }
        if let Some((Val::Map(entries), key)) = &self.template
            && entries.iter().any(|(name, _)| name == key)
        {
            report(
                "generated-key-in-template",
                format!("the template of a secret already has the entry `{key}` that is to be generated"),
                "leave that entry out of the template, or generate another one",
            );
        }
    }

    pub(super) fn render(self) -> CfnGenerateSecretString {
        let (template, key) = match self.template {
            Some((template, key)) => (Some(to_json_text(template)), Some(key)),
            None => (None, None),
        };
        CfnGenerateSecretString::new()
            .exclude_characters(self.exclude_characters)
            .exclude_lowercase(self.exclude_lowercase)
            .exclude_numbers(self.exclude_numbers)
            .exclude_punctuation(self.exclude_punctuation)
            .exclude_uppercase(self.exclude_uppercase)
            .generate_string_key(key)
            .include_space(self.include_space)
            .password_length(self.password_length)
            .require_each_included_type(self.require_each_included_type)
            .secret_string_template(template)
    }
}

/// A text that becomes a secret. Values that are only known during deployment can be given as they are; a text that stands
/// in the program would stand in the template as well, so that it takes a name that shows in a review.
///
/// ```
/// use purlin_aws::secretsmanager::{Secret, SecretProps, SecretValue};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let master = Secret::from_name(&stack, "Master", "master");
/// let login = [
///     ("database", SecretValue::unsafe_plain_text("jobs")),
///     ("password", master.secret_value_from_json("password").into()),
/// ];
/// Secret::new(&stack, "Login", SecretProps::new().secret_object_value(login));
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct SecretValue {
    value: Value<String>,
    plain_text: bool,
}

impl SecretValue {
    /// A text that may be read by everyone who can read the template, the program, or the history of deployments.
    #[doc(alias = "unsafePlainText")]
    pub fn unsafe_plain_text(text: impl IntoValue<String>) -> Self {
        SecretValue { value: text.into_value(), plain_text: true }
    }

    /// The text, or what it will be.
    pub(crate) fn value(&self) -> &Value<String> {
        &self.value
    }

    /// Whether it would stand in the template although nobody said that it may.
    pub(crate) fn is_exposed(&self) -> bool {
        !self.plain_text && self.value.literal().is_some_and(|text| !text.starts_with(DYNAMIC_REFERENCE))
    }
}

impl From<Value<String>> for SecretValue {
    fn from(value: Value<String>) -> Self {
        SecretValue { value, plain_text: false }
    }
}

impl From<&Value<String>> for SecretValue {
    fn from(value: &Value<String>) -> Self {
        value.clone().into()
    }
}

impl SecretContents {
    pub(super) fn check(&self, scope: &Scope, location: &'static Location<'static>) {
        let exposed = match self {
            SecretContents::Generated(generate) => return generate.check(scope, location),
            SecretContents::String(value) => value.is_exposed().then(|| "a secret".to_owned()),
            SecretContents::Object(entries) => entries
                .iter()
                .find(|(_, value)| value.is_exposed())
                .map(|(name, _)| format!("the entry `{name}` of a secret")),
        };
        if let Some(what) = exposed {
            let finding =
                Finding::error("plain-text-secret", format!("{what} would stand in the template as plain text"));
            scope.report(finding.at(location).help(
                "let it be generated, or refer to where it is kept; if it is no secret at all, say `SecretValue::unsafe_plain_text`",
            ));
        }
    }

    /// The property `GenerateSecretString` and the property `SecretString`, of which one is there.
    pub(super) fn render(self) -> (Option<CfnGenerateSecretString>, Option<Value<String>>) {
        match self {
            SecretContents::Generated(generate) => (Some(generate.render()), None),
            SecretContents::String(text) => (None, Some(text.value().clone())),
            SecretContents::Object(entries) => {
                let entries = entries.into_iter().map(|(name, value)| (name, value.value.into_val()));
                (None, Some(to_json_text(Val::map(entries))))
            }
        }
    }
}
