//! What the generated modules are made of, under a path that no generated name can hide.

use std::marker::PhantomData;

pub(crate) use std::fmt::{Debug, Formatter, Result as FmtResult};
pub(crate) use std::string::String;
pub(crate) use std::vec::Vec;

use purlin_core::Properties;
pub(crate) use purlin_core::{
    Construct, IntoValue, IsSet, Json, Map, Resource, ResourceType, Scope, Set, TagProperty, TagStyle, Text, Val, Value,
};

pub(crate) use crate::Tag;

/// Properties, with the required ones' states as a type of their own.
#[doc(hidden)]
pub struct Bag<States> {
    properties: Properties,
    states: PhantomData<fn() -> States>,
}

impl<States> Bag<States> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self::of(Properties::new())
    }

    fn of(properties: Properties) -> Self {
        Self { properties, states: PhantomData }
    }

    /// Sets a property; the states afterwards are what the setter says.
    pub(crate) fn set<T, Next>(mut self, name: &'static str, value: impl IntoValue<T>) -> Bag<Next> {
        self.properties.set(name, value.into_value().into_val());
        Bag::of(self.properties)
    }

    pub(crate) fn set_raw(mut self, name: impl Into<Text>, value: impl Into<Val>) -> Self {
        self.properties.set(name, value.into());
        self
    }

    pub(crate) fn into_properties(self) -> Properties {
        self.properties
    }

    /// The structure as a value of a nested type, or as untyped JSON.
    pub(crate) fn into_value<T>(self) -> Value<T> {
        Value::from_val(self.properties.into_struct())
    }

    pub(crate) fn fmt_as(&self, name: &str, formatter: &mut Formatter<'_>) -> FmtResult {
        formatter.debug_tuple(name).field(&self.properties).finish()
    }
}

impl<States> Clone for Bag<States> {
    fn clone(&self) -> Self {
        Self::of(self.properties.clone())
    }
}

impl<States> Debug for Bag<States> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> FmtResult {
        self.properties.fmt(formatter)
    }
}
