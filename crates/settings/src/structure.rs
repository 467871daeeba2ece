//! Structs of settings: one definition gives the fields, the reading and the JSON Schema.

use purlin_core::Finding;
use serde_json::Value;

use crate::found::Found;
use crate::input::{Input, Refused};
use crate::located::Origin;
use crate::schema::{self, paragraphs};
use crate::setting::Setting;
use crate::source::{Span, quoted};
use crate::suggest::suggest;
use crate::tree::{Entry, Node};

/// A struct made by [`settings!`](crate::settings).
pub trait Settings: Setting {
    /// The [`Origin`] of every field.
    type Places;

    /// What could be read of the settings, see [`Partial`].
    type Partial: From<Self> + PartialSettings;

    /// The struct's JSON Schema as a document of its own; the same as the struct's own `schema()`.
    fn document() -> Value;

    #[doc(hidden)]
    const FIELDS: &'static [Field];

    #[doc(hidden)]
    fn read_partial(input: &Input<'_>) -> Result<Self::Partial, Refused>;

    /// The settings themselves, if nothing is missing.
    #[doc(hidden)]
    fn from_partial(partial: Self::Partial) -> Option<Self>;
}

/// What could be read of settings: the same fields, each an `Option`, the same `places()` and `origin()`, and
/// `find("name")`, which gives what became of the setting of that name as [`Found`](crate::Found).
///
/// A field is `None` if its value was refused, or is missing. Of lists and maps there is what could be read of them.
/// This is what a check is given by [`SettingsFile::checked_section`](crate::SettingsFile::checked_section).
pub type Partial<T> = <T as Settings>::Partial;

/// What became of the settings of a struct, by their names: every [`Partial`] has it.
pub trait PartialSettings {
    /// Where the settings as a whole come from.
    fn origin(&self) -> &Origin;

    /// What became of the setting of this name; `None` where there is no such setting.
    fn find(&self, name: &str) -> Option<Found<'_>>;
}

/// One setting of a struct.
#[doc(hidden)]
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub docs: &'static str,
    pub required: bool,
    pub default: Option<fn() -> Value>,
    pub fragment: fn() -> Value,
}

impl Field {
    pub(crate) fn key(&self) -> &'static str {
        key(self.name)
    }

    pub(crate) fn is_required(&self) -> bool {
        self.required && self.default.is_none()
    }
}

/// The key of a field: its name, without the mark of a raw identifier.
#[doc(hidden)]
pub fn key(name: &'static str) -> &'static str {
    name.strip_prefix("r#").unwrap_or(name)
}

#[doc(hidden)]
pub fn document(name: &str, fragment: Value) -> Value {
    schema::document(name, fragment)
}

#[doc(hidden)]
pub fn found<'a, T: Setting>(value: Option<&'a T>, origin: &'a Origin) -> Found<'a> {
    Found::new(value, origin)
}

#[doc(hidden)]
pub fn fragment<T: Settings>(docs: &str) -> Value {
    schema::object(docs, T::FIELDS)
}

/// A struct's part of a file, its keys checked.
#[doc(hidden)]
pub struct Fields<'a> {
    input: Input<'a>,
    entries: &'a [Entry],
    fields: &'static [Field],
    /// Settings that are most likely meant by keys that are not known.
    meant: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub fn new<T: Settings>(input: &Input<'a>) -> Result<Self, Refused> {
        let mut fields = Fields { input: input.clone(), entries: &[], fields: T::FIELDS, meant: Vec::new() };
        fields.entries = input.map("a map of settings")?;
        fields.check_keys();
        Ok(fields)
    }

    /// Reads a field.
    pub fn read<T: Setting>(&self, name: &'static str) -> Result<T, Refused> {
        self.read_by(name, T::read)
    }

    /// Reads as much of a field as can be. The default stands for what was left out, not for what was misspelt.
    pub fn read_partly<T: Setting>(&self, name: &'static str) -> Option<T> {
        let read = self.read_by(name, T::read_partly).ok();
        read.filter(|_| self.entry(name).is_some() || !self.meant.contains(&key(name)))
    }

    fn read_by<T: Setting>(
        &self,
        name: &'static str,
        read: impl Fn(&Input<'_>) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let Some(field) = self.fields.iter().find(|field| field.name == name) else {
            return Err(self
                .input
                .refuse(Finding::error("no-such-field", format!("there is no field {}", quoted(name)))));
        };
        let entry = self.entry(name);
        let value = entry.map(|entry| self.input.child(entry));
        match (value, field.default) {
            (Some(value), None) => read(&value),
            (Some(value), Some(_)) if !value.is_null() => read(&value),
            (_, Some(default)) => self.read_unwritten(field, &default(), entry, read),
            (None, None) if !T::REQUIRED => self.read_unwritten(field, &Value::Null, None, read),
            (None, None) => Err(self.missing(field)),
        }
    }

    /// Where a field's value comes from.
    pub fn origin(&self, name: &'static str) -> Origin {
        match self.entry(name) {
            Some(entry) => self.input.child(entry).origin(),
            None => Origin::new(self.input.place(), false),
        }
    }

    /// Where the struct as a whole comes from.
    pub fn own_origin(&self) -> Origin {
        self.input.origin()
    }

    fn entry(&self, name: &'static str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| entry.name() == key(name))
    }

    fn read_unwritten<T: Setting>(
        &self,
        field: &Field,
        value: &Value,
        entry: Option<&Entry>,
        read: impl Fn(&Input<'_>) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let node = Node::from_json(value, self.input.span());
        read(&self.input.default_child(&node, entry.map(|entry| entry.key.span), field.key()))
    }

    fn missing(&self, field: &Field) -> Refused {
        if self.meant.contains(&field.key()) {
            return self.input.already_refused();
        }
        let message = format!("the setting {} is missing", quoted(self.input.sub_name(field.key()).as_str()));
        let docs = paragraphs(field.docs);
        let docs = docs.lines().next().unwrap_or_default();
        let help = format!("add `{}:` to {}. {docs}", field.key(), self.input.subject());
        self.input.refuse(Finding::error("missing-setting", message).help(help.trim_end()))
    }

    fn check_keys(&mut self) {
        let known: Vec<_> = self.fields.iter().map(Field::key).collect();
        for entry in self.entries.iter().filter(|entry| !known.contains(&entry.name())) {
            let absent = |name: &&&str| !self.entries.iter().any(|entry| entry.name() == **name);
            let suggestion = suggest(entry.name(), known.iter().filter(absent).copied());
            self.meant.extend(suggestion);
            let message = format!("{} has no setting {}", self.input.subject(), quoted(entry.name()));
            let help = match suggestion {
                Some(suggestion) => format!("did you mean {}?", quoted(suggestion)),
                None => {
                    format!("its settings are {}", known.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "))
                }
            };
            let finding = Finding::error("unknown-setting", message).at(self.input.place_of(marked(entry))).help(help);
            self.input.refuse(finding);
        }
    }
}

fn marked(entry: &Entry) -> Span {
    entry.key.span
}

/// Defines a struct of settings: each field once, with its documentation, type and default.
///
/// A field without a default is required, unless it is an `Option`. A default is written as in JSON and read like a
/// value of the file. The key in the file is the field's name. Beside its fields, which are public, the struct has
///
/// - `places()`: where each value comes from, as an [`Origin`](crate::Origin) of the same name;
/// - `origin()`: the same of the struct as a whole;
/// - `schema()`: its JSON Schema;
/// - a [`Partial`](crate::Partial) of it, which it can be turned into, and which tells by `find("name")` what became of
///   a setting, as [`Found`](crate::Found).
///
/// It can be cloned, shown and compared (by its values), and is itself a [`Setting`](crate::Setting) for other structs.
///
/// ```
/// use purlin_core::Finding;
/// use purlin_settings::{Cidr, DomainName, SettingsFile, VpcId, settings};
///
/// settings! {
///     /// Settings of the hybrid workers.
///     pub struct HybridSettings {
///         /// The address Valohai assigned to the queue.
///         queue_address: DomainName,
///         /// The address range of the new VPC.
///         vpc_cidr: Cidr = "10.0.0.0/16",
///         /// An existing VPC instead of a new one.
///         vpc_id: Option<VpcId>,
///         /// Availability zones.
///         zones: Vec<String> = [],
///     }
/// }
///
/// let text = "hybrid:\n  queue_address: queue.example.com\n  vpc_id: vpc-0123abcd\n  vpc_cidr: 10.1.0.0/16\n";
/// let hybrid: HybridSettings = SettingsFile::parse("config.yaml", text)?.section("hybrid")?;
/// assert_eq!(hybrid.queue_address.as_str(), "queue.example.com");
///
/// let places = hybrid.places();
/// assert!(hybrid.vpc_id.is_some() && places.vpc_cidr.is_given());
/// let finding = Finding::error("vpc-given-twice", "`vpc_cidr` has no effect on an existing VPC").at(&places.vpc_cidr);
/// assert!(finding.to_string().contains("config.yaml:4:13"));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[macro_export]
macro_rules! settings {
    (
        $(#[doc = $docs:literal])*
        $visibility:vis struct $name:ident {
            $(
                $(#[doc = $field_docs:literal])*
                $field:ident : $type:ty $(= $default:tt)?
            ),* $(,)?
        }
    ) => {
        $(#[doc = $docs])*
        #[derive(Clone, PartialEq)]
        $visibility struct $name {
            $(
                $(#[doc = $field_docs])*
                pub $field: $type,
            )*
            #[doc(hidden)]
            __places: <$name as $crate::Settings>::Places,
        }

        impl $name {
            /// Where each value comes from.
            #[allow(dead_code)]
            $visibility fn places(&self) -> &<$name as $crate::Settings>::Places {
                &self.__places
            }

            /// Where the settings as a whole come from.
            #[allow(dead_code)]
            $visibility fn origin(&self) -> &$crate::Origin {
                &self.__places.__own
            }

            /// The JSON Schema of the settings.
            #[allow(dead_code)]
            $visibility fn schema() -> $crate::macro_support::Value {
                <Self as $crate::Settings>::document()
            }
        }

        const _: () = {
            /// Where each value comes from.
            #[derive(Clone, Debug)]
            #[allow(dead_code)]
            pub struct Places {
                $(
                    $(#[doc = $field_docs])*
                    pub $field: $crate::Origin,
                )*
                #[doc(hidden)]
                pub __own: $crate::Origin,
            }

            impl Places {
                fn of(fields: &$crate::macro_support::Fields<'_>) -> Self {
                    Places {
                        $($field: fields.origin(stringify!($field)),)*
                        __own: fields.own_origin(),
                    }
                }
            }

            /// What could be read.
            #[derive(Clone, Debug)]
            #[allow(dead_code)]
            pub struct Partial {
                $(
                    $(#[doc = $field_docs])*
                    pub $field: Option<$type>,
                )*
                #[doc(hidden)]
                __places: Places,
            }

            #[allow(dead_code)]
            impl Partial {
                /// Where each value comes from.
                pub fn places(&self) -> &Places {
                    &self.__places
                }
            }

            #[allow(dead_code)]
            impl $crate::PartialSettings for Partial {
                fn origin(&self) -> &$crate::Origin {
                    &self.__places.__own
                }

                fn find(&self, name: &str) -> Option<$crate::Found<'_>> {
                    $(
                        if name == $crate::macro_support::key(stringify!($field)) {
                            return Some($crate::macro_support::found(self.$field.as_ref(), &self.__places.$field));
                        }
                    )*
                    None
                }
            }

            impl From<$name> for Partial {
                fn from(settings: $name) -> Self {
                    Partial { $($field: Some(settings.$field),)* __places: settings.__places }
                }
            }

            // The values alone, without their places.
            impl ::std::fmt::Debug for $name {
                fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    formatter
                        .debug_struct(stringify!($name))
                        $(.field($crate::macro_support::key(stringify!($field)), &self.$field))*
                        .finish()
                }
            }

            // Settings are compared by their values.
            impl PartialEq for Places {
                fn eq(&self, _: &Self) -> bool {
                    true
                }
            }

            impl $crate::Settings for $name {
                type Places = Places;
                type Partial = Partial;

                const FIELDS: &'static [$crate::macro_support::Field] = &[
                    $($crate::macro_support::Field {
                        name: stringify!($field),
                        docs: concat!($($field_docs, "\n"),*),
                        required: <$type as $crate::Setting>::REQUIRED,
                        default: $crate::__settings_default!($($default)?),
                        fragment: <$type as $crate::Setting>::fragment,
                    }),*
                ];

                fn document() -> $crate::macro_support::Value {
                    $crate::macro_support::document(stringify!($name), <Self as $crate::Setting>::fragment())
                }

                fn read_partial(input: &$crate::Input<'_>) -> Result<Partial, $crate::Refused> {
                    let __fields = $crate::macro_support::Fields::new::<Self>(input)?;
                    Ok(Partial {
                        $($field: __fields.read_partly::<$type>(stringify!($field)),)*
                        __places: Places::of(&__fields),
                    })
                }

                fn from_partial(partial: Partial) -> Option<Self> {
                    Some($name { $($field: partial.$field?,)* __places: partial.__places })
                }
            }

            impl $crate::Setting for $name {
                fn read(input: &$crate::Input<'_>) -> Result<Self, $crate::Refused> {
                    let __fields = $crate::macro_support::Fields::new::<Self>(input)?;
                    $(let $field = __fields.read::<$type>(stringify!($field));)*
                    Ok($name { __places: Places::of(&__fields), $($field: $field?,)* })
                }

                fn fragment() -> $crate::macro_support::Value {
                    $crate::macro_support::fragment::<Self>(concat!($($docs, "\n"),*))
                }

                fn own_place(&self) -> Option<&$crate::macro_support::Place> {
                    Some(self.origin().place())
                }
            }
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __settings_default {
    () => {
        None
    };
    ($default:tt) => {
        Some(|| $crate::macro_support::json!($default))
    };
}
