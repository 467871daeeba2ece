//! Who is told.

use purlin_core::{IntoValue, Text, Value};

use crate::iam::Role;

/// Who is told of what is published to a topic.
///
/// ```
/// use purlin_aws::sns::Endpoint;
///
/// let people = Endpoint::email("on-call@example.com");
/// let server = Endpoint::https("https://example.com/alarms");
/// let queue = Endpoint::sqs("arn:aws:sqs:eu-west-1:111122223333:jobs");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Endpoint {
    pub(super) protocol: Text,
    pub(super) address: Value<String>,
    pub(super) role: Option<Role>,
}

impl Endpoint {
    /// An address of mail. Who reads it has to confirm.
    pub fn email(address: impl IntoValue<String>) -> Self {
        Endpoint::new("email", address)
    }

    /// An address of mail that gets the message as JSON. Who reads it has to confirm.
    pub fn email_json(address: impl IntoValue<String>) -> Self {
        Endpoint::new("email-json", address)
    }

    /// A URL, which has to confirm.
    #[doc(alias = "UrlSubscription")]
    pub fn https(url: impl IntoValue<String>) -> Self {
        Endpoint::new("https", url)
    }

    /// A URL, which has to confirm, reached in plain text: everyone on the way can read what is published.
    pub fn unencrypted_http(url: impl IntoValue<String>) -> Self {
        Endpoint::new("http", url)
    }

    /// A telephone number, such as `+15551231234`.
    pub fn sms(phone_number: impl IntoValue<String>) -> Self {
        Endpoint::new("sms", phone_number)
    }

    /// A queue, by its ARN. Its policy has to let the topic send.
    pub fn sqs(queue_arn: impl IntoValue<String>) -> Self {
        Endpoint::new("sqs", queue_arn)
    }

    /// A function, by its ARN. Its policy has to let the topic invoke it.
    pub fn lambda(function_arn: impl IntoValue<String>) -> Self {
        Endpoint::new("lambda", function_arn)
    }

    /// A delivery stream, by its ARN, and a role that may write to it.
    pub fn firehose(stream_arn: impl IntoValue<String>, role: impl Into<Role>) -> Self {
        Endpoint { role: Some(role.into()), ..Endpoint::new("firehose", stream_arn) }
    }

    /// Any other protocol and what it takes for an address.
    pub fn new(protocol: impl Into<Text>, address: impl IntoValue<String>) -> Self {
        Endpoint { protocol: protocol.into(), address: address.into_value(), role: None }
    }

    /// The id of its subscription in the topic, where the address is known.
    pub(super) fn id(&self) -> Option<String> {
        self.address.literal().map(str::to_owned)
    }
}
