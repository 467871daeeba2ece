//! Names of keys.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::kms::{CfnAlias, CfnAliasProps};
use purlin_core::{Complete, Construct, Expr, Finding, RemovalPolicy, Scope, Val, Value, props, text};

use super::Key;
use super::key::{Access, arn_in_stack};
use crate::handle::handle;

const PREFIX: &str = "alias/";
/// Only AWS makes those.
const RESERVED: &str = "alias/aws/";

props! {
    /// The settings of an [`Alias`].
    pub struct AliasProps => AliasSettings in alias_props {
        required {
            /// The name; `alias/` in front of it can be left out. Letters, digits and `:/_-`, 256 at most.
            alias_name: Value<String> as AliasName,
            /// The key that it stands for.
            target_key: Key as TargetKey,
        }
        optional {
            /// What becomes of it when it leaves the stack.
            removal_policy: RemovalPolicy,
        }
    }
}

/// A name of a key. It can stand wherever a key is wanted.
///
/// ```
/// use purlin_aws::kms::{Alias, AliasProps, Key, KeyProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let key = Key::new(&stack, "Key", KeyProps::new());
/// let alias = Alias::new(&stack, "Alias", AliasProps::new().alias_name("data").target_key(&key));
/// let as_key: Key = (&alias).into();
///
/// let managed = Alias::from_name(&stack, "Managed", "alias/aws/s3");
/// # app.synth().unwrap();
/// ```
///
/// [AWS documentation](https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html)
#[derive(Clone)]
pub struct Alias {
    inner: Rc<Inner>,
}

struct Inner {
    name: Value<String>,
    key: Key,
    cfn: Option<CfnAlias>,
}

impl Alias {
    /// An alias of the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<AliasSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let name = checked(&scope, settings.alias_name, Location::caller());
        let target = settings.target_key;
        let cfn = CfnAlias::new(&scope, "Resource", CfnAliasProps::new().alias_name(name).target_key_id(target.arn()));
        if let Some(policy) = settings.removal_policy {
            cfn.resource().apply_removal_policy(policy);
        }
        let name = cfn.get_ref();
        Alias::made_of(scope, name, Access::Through(target), Some(cfn))
    }

    /// An alias that exists already, such as `alias/aws/s3`, by its name.
    ///
    /// Which key it stands for is not known here. Grants go to the principal alone, for all keys that have this alias.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, alias_name: impl Into<Value<String>>) -> Self {
        let name = alias_name.into();
        let scope = Scope::new(scope, id);
        if name.literal().is_some_and(|name| !name.starts_with(PREFIX)) {
            let finding = Finding::error("bad-alias-name", "the name of an imported alias begins with `alias/`")
                .at(Location::caller())
                .help("write it as KMS does, such as `alias/aws/s3`");
            scope.report(finding);
        }
        Alias::made_of(scope, name.clone(), Access::ByAlias(name), None)
    }

    /// An alias that exists already, and the key that it stands for.
    #[track_caller]
    #[doc(alias = "fromAliasAttributes")]
    pub fn from_attributes(
        scope: &impl Construct,
        id: &str,
        alias_name: impl Into<Value<String>>,
        target_key: impl Into<Key>,
    ) -> Self {
        Alias::made_of(Scope::new(scope, id), alias_name.into(), Access::Through(target_key.into()), None)
    }

    fn made_of(scope: Scope, name: Value<String>, access: Access, cfn: Option<CfnAlias>) -> Self {
        let arn = arn_in_stack(&scope, name.clone());
        let (account, region) = (scope.account(), scope.region());
        let key = Key::imported(scope, arn, name.clone(), account, region, access);
        Alias { inner: Rc::new(Inner { name, key, cfn }) }
    }

    /// The name, with `alias/` in front.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// The ARN of the alias itself.
    pub fn arn(&self) -> Value<String> {
        self.inner.key.arn()
    }

    /// The key that it stands for, where that is known.
    pub fn target_key(&self) -> Option<&Key> {
        match &self.inner.key.inner.access {
            Access::Through(key) => Some(key),
            _ => None,
        }
    }

    /// The alias as a key: what uses it follows the alias to another key. Grants are on the key that it stands for.
    pub fn as_key(&self) -> &Key {
        &self.inner.key
    }

    /// The generated resource; none of an imported alias.
    pub fn cfn(&self) -> Option<&CfnAlias> {
        self.inner.cfn.as_ref()
    }
}

/// The name with `alias/` in front, reported where it cannot be one.
fn checked(scope: &Scope, name: Value<String>, at: &'static Location<'static>) -> Value<String> {
    // Of a joined text the beginning is enough to know, and nothing is known of other expressions.
    let Some(beginning) = beginning(name.as_val()) else { return name };
    let named = beginning.strip_prefix(PREFIX).unwrap_or(beginning);
    let allowed = |c: char| c.is_ascii_alphanumeric() || ":/_-".contains(c);
    let mistake = if named.is_empty() && name.is_literal() {
        Some("there has to be something behind `alias/`")
    } else if !beginning.chars().all(allowed) || named.len() > 256 - PREFIX.len() {
        Some("it can have letters, digits and `:/_-`, 256 at most")
    } else if format!("{PREFIX}{named}").to_ascii_lowercase().starts_with(RESERVED) {
        Some("names that begin with `alias/aws/` belong to AWS")
    } else {
        None
    };
    if let Some(mistake) = mistake {
        let message = format!("no alias can be called `{beginning}`: {mistake}");
        let help = "choose a name such as `alias/data`";
        scope.report(Finding::error("bad-alias-name", message).at(at).help(help));
    }
    if beginning.starts_with(PREFIX) { name } else { text![PREFIX, name] }
}

/// The text that a value begins with, as far as it is known.
fn beginning(val: &Val) -> Option<&str> {
    match val {
        Val::Text(text) => Some(text),
        Val::Expr(expr) => match &**expr {
            Expr::Join { items, .. } => items.first()?.as_text(),
            _ => None,
        },
        _ => None,
    }
}

handle!(Alias, inner.key.inner.scope);

impl From<Alias> for Key {
    fn from(alias: Alias) -> Key {
        alias.inner.key.clone()
    }
}

impl From<&Alias> for Key {
    fn from(alias: &Alias) -> Key {
        alias.inner.key.clone()
    }
}
