//! What every handle to a construct has.

/// Makes a type a construct by the field that holds its scope, written as in `handle!(Role, inner.scope)`: it can be shown
/// in messages, and given to a setting by reference.
#[allow(unused_macros, reason = "services that are off have no handles")]
macro_rules! handle {
    ($type:ident, $($field:ident).+) => {
        impl ::purlin_core::Construct for $type {
            fn scope(&self) -> &::purlin_core::Scope {
                &self.$($field).+
            }
        }

        impl ::std::fmt::Debug for $type {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let path = ::purlin_core::Construct::scope(self).path();
                formatter.debug_tuple(::std::stringify!($type)).field(&path).finish()
            }
        }

        impl ::std::convert::From<&$type> for $type {
            fn from(handle: &$type) -> Self {
                handle.clone()
            }
        }
    };
}
#[allow(unused_imports, reason = "services that are off have no handles")]
pub(crate) use handle;
