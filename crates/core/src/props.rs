//! Properties with required settings in their type.

/// The state of a required property that is set, with its value where the state carries one.
#[derive(Clone, Debug)]
pub struct Set<T = ()>(pub T);

/// Implemented by [`Set`] alone: a compile error about it names the property that is missing.
#[diagnostic::on_unimplemented(
    message = "the required property `{Self}` is not set",
    label = "the property `{Self}` is missing here",
    note = "call the setter of that name before handing the properties over"
)]
pub trait IsSet<T = ()> {
    /// The value.
    fn into_inner(self) -> T;
}

impl<T> IsSet<T> for Set<T> {
    fn into_inner(self) -> T {
        self.0
    }
}

/// Properties of which nothing required is missing. Implemented by what [`props!`](crate::props) defines.
#[diagnostic::on_unimplemented(message = "`{Self}` are not the complete properties that are wanted here")]
pub trait Complete<F> {
    /// The fields themselves.
    fn complete(self) -> F;
}

/// Defines the properties of a construct: one line a setting.
///
/// `XProps::new()` starts them; each setter takes them and gives them back. A construct's constructor takes
/// `impl Complete<X>`, where `X` is the struct of plain fields that its code reads, and a required setting that is
/// missing is a compile error that names it.
///
/// A required setting names, after `as`, the marker that stands for its absence. An optional one has a default, or is an
/// `Option`. Setters take whatever converts into the setting's type: use `i64` for whole numbers, so that literals do.
///
/// ```
/// use purlin_core::{Complete, props};
///
/// props! {
///     /// What a queue needs to be told.
///     pub struct QueueProps => Queue in queue_props {
///         required {
///             /// The address under which it is reached.
///             address: String as Address,
///         }
///         optional {
///             /// The port that it listens on.
///             port: i64 = 6379,
///             /// A name for people.
///             label: String,
///         }
///     }
/// }
///
/// fn url(props: impl Complete<Queue>) -> String {
///     let queue = props.complete();
///     assert_eq!(queue.label, None);
///     format!("redis://{}:{}", queue.address, queue.port)
/// }
///
/// assert_eq!(url(QueueProps::new().port(63790).address("queue.example.com")), "redis://queue.example.com:63790");
/// // The plain fields do as well: an app that sets every one of them is told of each that is new.
/// let queue = Queue { address: "queue.example.com".to_owned(), port: 63790, label: None };
/// assert_eq!(url(queue), "redis://queue.example.com:63790");
/// ```
///
/// ```compile_fail,E0277
/// # use purlin_core::{Complete, props};
/// # props! {
/// #     /// P
/// #     pub struct QueueProps => Queue in queue_props {
/// #         required {
/// #             /// A
/// #             address: String as Address,
/// #         }
/// #         optional {}
/// #     }
/// # }
/// # fn url(props: impl Complete<Queue>) {}
/// url(QueueProps::new()); // the required property `Address` is not set
/// ```
#[macro_export]
macro_rules! props {
    (
        $(#[$doc:meta])*
        pub struct $props:ident => $fields:ident in $module:ident {
            $(required {
                $($(#[$required_doc:meta])* $required:ident: $required_type:ty as $marker:ident),* $(,)?
            })?
            optional {
                $($(#[$optional_doc:meta])* $optional:ident: $optional_type:ty $(= $default:expr)?),* $(,)?
            }
        }
    ) => {
        #[doc = ::core::concat!("What [`", ::core::stringify!($props), "`] is made of.")]
        pub mod $module {
            #[allow(unused_imports, reason = "only the types of the settings are used")]
            use super::*;

            $($(
                #[doc = ::core::concat!("Stands for the property `", ::core::stringify!($required), "` as long as it is not set.")]
                #[derive(Clone, Debug)]
                pub struct $marker;
            )*)?

            #[derive(Clone, Debug)]
            pub(super) struct Optional {
                $(pub(super) $optional: $crate::props!(@stored $optional_type $(, $default)?),)*
            }
        }

        #[doc = ::core::concat!("The plain fields of [`", ::core::stringify!($props), "`].")]
        #[derive(Clone, Debug)]
        pub struct $fields {
            $($($(#[$required_doc])* pub $required: $required_type,)*)?
            $($(#[$optional_doc])* pub $optional: $crate::props!(@stored $optional_type $(, $default)?),)*
        }

        impl $crate::Complete<$fields> for $fields {
            fn complete(self) -> $fields {
                self
            }
        }

        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[must_use]
        pub struct $props<$($($marker = $module::$marker),*)?> {
            $($($required: $marker,)*)?
            optional: $module::Optional,
        }

        #[allow(clippy::new_without_default, reason = "a start without the required settings is no default")]
        impl $props {
            /// Starts with nothing set but defaults.
            pub fn new() -> Self {
                $props {
                    $($($required: $module::$marker,)*)?
                    optional: $module::Optional {
                        $($optional: $crate::props!(@initial $($default)?),)*
                    },
                }
            }
        }

        impl<$($($marker),*)?> $props<$($($marker),*)?> {
            $(
                $(#[$optional_doc])*
                pub fn $optional(mut self, value: impl Into<$optional_type>) -> Self {
                    self.optional.$optional = $crate::props!(@given value.into() $(, $default)?);
                    self
                }
            )*
        }

        $($crate::props!(
            @required $props [] [$(($(#[$required_doc])* $required: $required_type as $marker))*]
        );)?

        impl<$($($marker: $crate::IsSet<$required_type>),*)?> $crate::Complete<$fields> for $props<$($($marker),*)?> {
            fn complete(self) -> $fields {
                $fields {
                    $($($required: self.$required.into_inner(),)*)?
                    $($optional: self.optional.$optional,)*
                }
            }
        }
    };

    (@stored $type:ty) => { Option<$type> };
    (@stored $type:ty, $default:expr) => { $type };
    (@initial) => { None };
    (@initial $default:expr) => { ($default).into() };
    (@given $value:expr) => { Some($value) };
    (@given $value:expr, $default:expr) => { $value };

    (@required $props:ident [$(($before:ident $before_marker:ident))*] []) => {};
    (
        @required $props:ident [$(($before:ident $before_marker:ident))*]
        [
            ($(#[$doc:meta])* $name:ident: $type:ty as $marker:ident)
            $(($(#[$after_doc:meta])* $after:ident: $after_type:ty as $after_marker:ident))*
        ]
    ) => {
        impl<$($before_marker,)* $marker, $($after_marker),*> $props<$($before_marker,)* $marker, $($after_marker),*> {
            $(#[$doc])*
            pub fn $name(
                self,
                value: impl Into<$type>,
            ) -> $props<$($before_marker,)* $crate::Set<$type>, $($after_marker),*> {
                $props {
                    $($before: self.$before,)*
                    $name: $crate::Set(value.into()),
                    $($after: self.$after,)*
                    optional: self.optional,
                }
            }
        }

        $crate::props!(
            @required $props [$(($before $before_marker))* ($name $marker)]
            [$(($(#[$after_doc])* $after: $after_type as $after_marker))*]
        );
    };
}
