//! Structures of settings that are no construct of their own, such as a rule among a bucket's settings.

/// Defines a structure that is started with what it needs and has one setter a setting.
///
/// What it needs stands in parentheses behind its name. Setters take whatever converts into the setting's type.
macro_rules! options {
    (
        $(#[$doc:meta])*
        pub struct $name:ident($($needed:ident: $needed_type:ty),* $(,)?) {
            $($(#[$setting_doc:meta])* $setting:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[must_use]
        pub struct $name {
            $(pub(super) $needed: $needed_type,)*
            $(pub(super) $setting: Option<$type>,)*
        }

        #[allow(clippy::new_without_default, reason = "a start with nothing set is seldom what is wanted")]
        impl $name {
            #[doc = "Starts with what it needs, and nothing else."]
            pub fn new($($needed: impl Into<$needed_type>),*) -> Self {
                $name {
                    $($needed: $needed.into(),)*
                    $($setting: None,)*
                }
            }

            $(
                $(#[$setting_doc])*
                pub fn $setting(mut self, value: impl Into<$type>) -> Self {
                    self.$setting = Some(value.into());
                    self
                }
            )*
        }
    };
}
pub(super) use options;
