#![doc = include_str!("../README.md")]

mod annotation;
mod app;
mod aspect;
mod asset;
mod collation;
mod comment;
mod construct;
mod context;
mod described;
mod element;
mod environment;
mod finding;
mod json;
mod names;
mod nested_stack;
mod props;
mod removal_policy;
mod stack;
mod stage;
mod synth;
mod synthesizer;
mod tag;
mod tree;
mod value;
mod visible;
mod yaml;

pub use annotation::Annotations;
pub use app::{App, ToolkitEnvironment};
pub use aspect::{AspectPhase, Aspects, DEFAULT_ASPECT_PRIORITY};
pub use asset::{
    DockerImageAsset, DockerImageAssetProps, DockerImageAssetSettings, FileAsset, FileAssetProps, FileAssetSettings,
    FollowMode, IgnoreMode,
};
pub use construct::{Construct, Scope};
pub use context::{Lookup, MissingValue};
pub use element::*;
pub use environment::Environment;
pub use finding::{Finding, Findings, Place, Severity};
pub use names::{LogicalIdStyle, UniqueNameOptions, unique_id, unique_resource_name};
pub use nested_stack::{NestedStack, NestedStackProps, NestedStackSettings};
pub use props::{Complete, IsSet, Set};
pub use removal_policy::RemovalPolicy;
pub use stack::{Stack, StackProps, StackSettings};
pub use stage::{Stage, StageProps, StageSettings};
pub use synth::{
    CloudAssembly, ConstructSummary, ElementSummary, LARGEST_TEMPLATE, StackSummary, TemplateSummary, WriteOptions,
};
pub use synthesizer::Synthesizer;
pub use tag::{TagOptions, Tags};
pub use value::*;
pub use visible::Visible;
