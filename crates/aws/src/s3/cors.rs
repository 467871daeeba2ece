//! Rules for requests from web pages of other origins.

use std::time::Duration;

use purlin_cfn::s3::bucket as cfn;
use purlin_core::{IntoValue, Text, Value};

use super::options::options;

/// A method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HttpMethod {
    /// `GET`
    Get,
    /// `PUT`
    Put,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `DELETE`
    Delete,
}

impl HttpMethod {
    fn name(self) -> &'static str {
        match self {
            HttpMethod::Get => "GET",
            HttpMethod::Put => "PUT",
            HttpMethod::Head => "HEAD",
            HttpMethod::Post => "POST",
            HttpMethod::Delete => "DELETE",
        }
    }
}

options! {
    /// Which requests from web pages of other origins the bucket answers.
    ///
    /// ```
    /// use std::time::Duration;
    /// use purlin_aws::s3::{CorsRule, HttpMethod};
    ///
    /// let upload = CorsRule::new([HttpMethod::Post], ["https://app.example.com"])
    ///     .allowed_headers(["Authorization"])
    ///     .max_age(Duration::from_secs(3000));
    /// ```
    ///
    /// [CORS](https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html)
    pub struct CorsRule(allowed_methods: Vec<HttpMethod>, allowed_origins: Value<Vec<String>>) {
        /// A name for the rule, 255 characters at most.
        id: Value<String>,
        /// The headers that a preflight request may ask for.
        allowed_headers: Value<Vec<String>>,
        /// The headers of an answer that scripts of the page may read.
        exposed_headers: Value<Vec<String>>,
        /// How long browsers may take the answer to a preflight request for current.
        max_age: Duration,
    }
}

impl CorsRule {
    pub(super) fn render(&self) -> Value<cfn::CorsRule> {
        let methods: Vec<Text> = self.allowed_methods.iter().map(|method| Text::Borrowed(method.name())).collect();
        cfn::CorsRule::new()
            .id(self.id.clone())
            .allowed_methods(methods)
            .allowed_origins(self.allowed_origins.clone())
            .allowed_headers(self.allowed_headers.clone())
            .exposed_headers(self.exposed_headers.clone())
            .max_age(self.max_age.map(crate::durations::seconds))
            .into_value()
    }
}
