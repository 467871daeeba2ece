//! Buckets as web sites.

use std::panic::Location;

use purlin_cfn::s3::bucket as cfn;
use purlin_core::{Finding, IntoValue, Scope, Value};

use super::BucketSettings;

use super::options::options;

/// The protocol that a redirect leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RedirectProtocol {
    /// `http`
    Http,
    /// `https`
    Https,
}

impl RedirectProtocol {
    fn value<T: ?Sized>(self) -> Value<T> {
        let name = match self {
            RedirectProtocol::Http => "http",
            RedirectProtocol::Https => "https",
        };
        IntoValue::<String>::into_value(name).cast()
    }
}

options! {
    /// Where every request to the web site is sent.
    pub struct RedirectTarget(host_name: Value<String>) {
        /// The protocol, unless it is that of the request.
        protocol: RedirectProtocol,
    }
}

impl RedirectTarget {
    pub(super) fn render(&self) -> Value<cfn::RedirectAllRequestsTo> {
        let protocol = self.protocol.map(RedirectProtocol::value::<cfn::RedirectAllRequestsToProtocol>);
        cfn::RedirectAllRequestsTo::new().host_name(&self.host_name).protocol(protocol).into_value()
    }
}

/// What a redirect puts in place of an object's key.
#[derive(Clone, Debug)]
pub enum ReplaceKey {
    /// All of it.
    With(Value<String>),
    /// The prefix that the rule's condition names.
    PrefixWith(Value<String>),
}

options! {
    /// Sends some of the requests to the web site elsewhere.
    ///
    /// ```
    /// use purlin_aws::s3::{RedirectProtocol, ReplaceKey, RoutingRule};
    ///
    /// let moved = RoutingRule::new()
    ///     .key_prefix_equals("docs/")
    ///     .host_name("docs.example.com")
    ///     .protocol(RedirectProtocol::Https)
    ///     .replace_key(ReplaceKey::PrefixWith("".into()));
    /// ```
    pub struct RoutingRule() {
        /// Only answers with this status, such as `404`.
        http_error_code_returned_equals: Value<String>,
        /// Only requests whose key begins so.
        key_prefix_equals: Value<String>,
        /// The host to go to, unless it is the bucket's.
        host_name: Value<String>,
        /// The status that tells browsers to go there, `301` unless it is set.
        http_redirect_code: Value<String>,
        /// The protocol, unless it is that of the request.
        protocol: RedirectProtocol,
        /// What stands in place of the key.
        replace_key: ReplaceKey,
    }
}

impl RoutingRule {
    pub(super) fn render(&self) -> Value<cfn::RoutingRule> {
        let (with, prefix_with) = match self.replace_key.clone() {
            Some(ReplaceKey::With(key)) => (Some(key), None),
            Some(ReplaceKey::PrefixWith(prefix)) => (None, Some(prefix)),
            None => (None, None),
        };
        let redirect = cfn::RedirectRule::new()
            .host_name(self.host_name.clone())
            .http_redirect_code(self.http_redirect_code.clone())
            .protocol(self.protocol.map(RedirectProtocol::value::<cfn::RedirectRuleProtocol>))
            .replace_key_with(with)
            .replace_key_prefix_with(prefix_with);
        let conditional = self.http_error_code_returned_equals.is_some() || self.key_prefix_equals.is_some();
        let condition = conditional.then(|| {
            cfn::RoutingRuleCondition::new()
                .http_error_code_returned_equals(self.http_error_code_returned_equals.clone())
                .key_prefix_equals(self.key_prefix_equals.clone())
        });
        cfn::RoutingRule::new().redirect_rule(redirect).routing_rule_condition(condition).into_value()
    }
}

/// The bucket's web site as the template has it.
pub(super) fn website(
    scope: &Scope,
    settings: &BucketSettings,
    at: &'static Location<'static>,
) -> Option<Value<cfn::WebsiteConfiguration>> {
    let (index, error) = (settings.website_index_document.clone(), settings.website_error_document.clone());
    let (redirect, rules) = (&settings.website_redirect, &settings.website_routing_rules);
    let report = |rule: &str, message: &str, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    if error.is_some() && index.is_none() {
        let message = "`website_error_document` is set, but `website_index_document` is not";
        report("website-without-index", message, "set `website_index_document` too");
    }
    if redirect.is_some() && (index.is_some() || error.is_some() || !rules.is_empty()) {
        let message = "`website_redirect` sends all requests elsewhere, so that no other website setting counts";
        report("website-redirect", message, "leave out `website_redirect`, or the other settings");
    }
    if index.is_none() && error.is_none() && redirect.is_none() && rules.is_empty() {
        return None;
    }
    let rules = (!rules.is_empty()).then(|| rules.iter().map(RoutingRule::render).collect::<Vec<_>>());
    let website = cfn::WebsiteConfiguration::new()
        .index_document(index)
        .error_document(error)
        .redirect_all_requests_to(redirect.as_ref().map(RedirectTarget::render))
        .routing_rules(rules);
    Some(website.into_value())
}
