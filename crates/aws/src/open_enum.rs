//! Names that AWS adds to over time.

/// Defines a type whose values are names: constants for those that are known, `new` for newer ones.
#[allow(unused_macros, reason = "not every service has such names")]
macro_rules! open_enum {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$value_doc:meta])* $constant:ident = $value:literal),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(::purlin_core::Text);

        impl $name {
            $(
                $(#[$value_doc])*
                pub const $constant: Self = Self(::purlin_core::Text::Borrowed($value));
            )+

            /// Any value, whether it is known here or not.
            pub fn new(value: impl Into<::purlin_core::Text>) -> Self {
                Self(value.into())
            }

            /// The value as AWS writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::purlin_core::IntoValue<String> for $name {
            fn into_value(self) -> ::purlin_core::Value<String> {
                self.0.into_value()
            }
        }

        impl ::purlin_core::IntoValue<String> for &$name {
            fn into_value(self) -> ::purlin_core::Value<String> {
                self.0.clone().into_value()
            }
        }
    };
}
#[allow(unused_imports, reason = "not every service has such names")]
pub(crate) use open_enum;
