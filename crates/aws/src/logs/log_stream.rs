//! Streams of log groups.

use purlin_cfn::logs::{CfnLogStream, CfnLogStreamProps};
use purlin_core::{Complete, Construct, RemovalPolicy, Scope, Value, props};

use super::LogGroup;
use crate::handle::handle;

props! {
    /// The settings of a [`LogStream`].
    pub struct LogStreamProps => LogStreamSettings in log_stream_props {
        required {
            /// The log group that it is a part of.
            log_group: LogGroup as GroupOfStream,
        }
        optional {
            /// The name. Left out, CloudFormation makes one.
            log_stream_name: Value<String>,
            /// What becomes of it when it leaves the stack.
            removal_policy: RemovalPolicy = RemovalPolicy::Retain,
        }
    }
}

/// A stream of a log group: events of one source, in their order.
///
/// ```
/// use purlin_aws::logs::{LogGroup, LogGroupProps, LogStream, LogStreamProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let group = LogGroup::new(&stack, "Jobs", LogGroupProps::new());
/// LogStream::new(&stack, "First", LogStreamProps::new().log_group(&group).log_stream_name("first"));
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct LogStream {
    scope: Scope,
    cfn: CfnLogStream,
}

handle!(LogStream, scope);

impl LogStream {
    /// A stream in the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<LogStreamSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let props = CfnLogStreamProps::new()
            .log_group_name(settings.log_group.name())
            .log_stream_name(settings.log_stream_name);
        let cfn = CfnLogStream::new(&scope, "Resource", props);
        cfn.resource().apply_removal_policy(settings.removal_policy);
        LogStream { scope, cfn }
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.cfn.get_ref()
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnLogStream {
        &self.cfn
    }
}
