//! Actions: what a listener does with requests.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Complete, Finding, IntoValue, Scope, Val, Value, props};

use super::authenticate::{Authenticator, OidcSettings};
use super::listener::ApplicationListener;
use super::target_group::ApplicationTargetGroup;
use crate::durations::seconds;

/// What a listener, or one of its rules, does with requests.
///
/// ```
/// use purlin_aws::elasticloadbalancingv2::{FixedResponse, ListenerAction, RedirectProps};
///
/// let nothing_here = ListenerAction::fixed_response(404);
/// let closed = ListenerAction::fixed_response(FixedResponse::new(503).content_type("text/plain").message_body("Closed"));
/// let moved = ListenerAction::redirect(RedirectProps::new().host("www.example.com").permanent(true));
/// ```
#[derive(Clone, Debug)]
pub struct ListenerAction {
    /// What is asked of clients first.
    authenticators: Vec<Authenticator>,
    answer: Answer,
    findings: Vec<Finding>,
}

#[derive(Clone, Debug)]
enum Answer {
    Forward { groups: Vec<WeightedTargetGroup>, stickiness: Option<Duration>, in_full: bool },
    Fixed(FixedResponse),
    Redirect(RedirectSettings),
}

/// A target group with its share of the requests.
#[derive(Clone, Debug)]
pub struct WeightedTargetGroup {
    group: ApplicationTargetGroup,
    weight: Option<i64>,
}

impl From<&ApplicationTargetGroup> for WeightedTargetGroup {
    fn from(group: &ApplicationTargetGroup) -> Self {
        WeightedTargetGroup { group: group.clone(), weight: None }
    }
}

impl From<(&ApplicationTargetGroup, i64)> for WeightedTargetGroup {
    fn from((group, weight): (&ApplicationTargetGroup, i64)) -> Self {
        WeightedTargetGroup { group: group.clone(), weight: Some(weight) }
    }
}

/// An answer that the load balancer gives by itself.
#[derive(Clone, Debug)]
pub struct FixedResponse {
    status_code: i64,
    content_type: Option<Value<String>>,
    message_body: Option<Value<String>>,
}

impl FixedResponse {
    /// An empty answer with this status, which must be a 2XX, 4XX or 5XX.
    pub fn new(status_code: i64) -> Self {
        FixedResponse { status_code, content_type: None, message_body: None }
    }

    /// What the body is: `text/plain`, `text/css`, `text/html`, `application/javascript` or `application/json`.
    pub fn content_type(mut self, content_type: impl IntoValue<String>) -> Self {
        self.content_type = Some(content_type.into_value());
        self
    }

    /// The body, up to 1024 characters.
    pub fn message_body(mut self, message_body: impl IntoValue<String>) -> Self {
        self.message_body = Some(message_body.into_value());
        self
    }
}

impl From<i64> for FixedResponse {
    fn from(status_code: i64) -> Self {
        FixedResponse::new(status_code)
    }
}

props! {
    /// Where clients are sent to. What is not set stays as it was in the request; `#{host}`, `#{path}`, `#{port}`,
    /// `#{protocol}` and `#{query}` stand for its parts.
    pub struct RedirectProps => RedirectSettings in redirect_props {
        optional {
            /// The host.
            host: Value<String>,
            /// The path, beginning with `/`.
            path: Value<String>,
            /// The port.
            port: Value<String>,
            /// The protocol: `HTTP`, `HTTPS` or `#{protocol}`.
            protocol: Value<String>,
            /// The query, without `?`.
            query: Value<String>,
            /// Whether clients may remember it (status 301), or ask again each time (302).
            permanent: bool = false,
        }
    }
}

const LONGEST_BODY: usize = 1024;
const LONGEST_STICKINESS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl ListenerAction {
    fn new(answer: Answer) -> Self {
        ListenerAction { authenticators: Vec::new(), answer, findings: Vec::new() }
    }

    /// Hands requests on to target groups, to each alike.
    #[track_caller]
    pub fn forward<'a>(groups: impl IntoIterator<Item = &'a ApplicationTargetGroup>) -> Self {
        let groups = groups.into_iter().map(WeightedTargetGroup::from).collect();
        Self::new(Answer::Forward { groups, stickiness: None, in_full: false }).check_groups(Location::caller())
    }

    /// Hands requests on to target groups by their weights, from 0 to 999: `[(&blue, 90), (&green, 10)]`.
    #[track_caller]
    pub fn weighted_forward<G: Into<WeightedTargetGroup>>(groups: impl IntoIterator<Item = G>) -> Self {
        let groups = groups.into_iter().map(G::into).collect();
        Self::new(Answer::Forward { groups, stickiness: None, in_full: true }).check_groups(Location::caller())
    }

    /// Sends a client to the same target group for this long, from one second to seven days. For actions that forward.
    #[track_caller]
    pub fn stickiness_duration(mut self, duration: Duration) -> Self {
        let location = Location::caller();
        if let Answer::Forward { stickiness, .. } = &mut self.answer {
            *stickiness = Some(duration);
        } else {
            let finding =
                Finding::error("stickiness-without-target-group", "only an action that forwards can be sticky");
            self.findings.push(finding.at(location).help("remove the stickiness, or forward to target groups"));
        }
        if duration < Duration::from_secs(1) || duration > LONGEST_STICKINESS {
            let message = format!("clients cannot stick to a target group for {} seconds", duration.as_secs());
            let finding = Finding::error("bad-stickiness", message).at(location);
            self.findings.push(finding.help("choose between 1 second and 7 days"));
        }
        self
    }

    /// Answers by itself: with a status code alone, or with a [`FixedResponse`].
    #[track_caller]
    pub fn fixed_response(response: impl Into<FixedResponse>) -> Self {
        let location = Location::caller();
        let response = response.into();
        let mut action = Self::new(Answer::Fixed(response.clone()));
        if !matches!(response.status_code, 200..300 | 400..600) {
            let message = format!("a load balancer cannot answer with the status {} by itself", response.status_code);
            let finding = Finding::error("bad-status-code", message).at(location);
            action.findings.push(finding.help("use a 2XX, 4XX or 5XX, or `ListenerAction::redirect` for a 3XX"));
        }
        let length =
            response.message_body.as_ref().and_then(|body| body.literal()).map_or(0, |body| body.chars().count());
        if length > LONGEST_BODY {
            let message =
                format!("the body of a fixed response has {length} characters, {LONGEST_BODY} at most are allowed");
            let help = "shorten it, or forward to a target that serves it";
            action.findings.push(Finding::error("long-fixed-response", message).at(location).help(help));
        }
        action
    }

    /// Sends clients elsewhere.
    #[track_caller]
    pub fn redirect(props: impl Complete<RedirectSettings>) -> Self {
        let settings = props.complete();
        let findings = check_redirect(&settings, Location::caller());
        ListenerAction { findings, ..Self::new(Answer::Redirect(settings)) }
    }

    /// Has clients sign in with an OpenID Connect provider first, and remembers them by a cookie. Needs HTTPS.
    #[track_caller]
    pub fn authenticate_oidc(props: impl Complete<OidcSettings>, next: ListenerAction) -> Self {
        next.after(Authenticator::oidc(props.complete()), Location::caller())
    }

    /// Lets only requests pass that carry a JSON web token of this issuer, whose keys are at an address that begins with
    /// `https://`. Needs HTTPS.
    #[track_caller]
    pub fn authenticate_jwt(
        issuer: impl IntoValue<String>,
        jwks_endpoint: impl IntoValue<String>,
        next: ListenerAction,
    ) -> Self {
        next.after(Authenticator::jwt(issuer.into_value(), jwks_endpoint.into_value()), Location::caller())
    }

    fn after(mut self, authenticator: Authenticator, location: &'static Location<'static>) -> Self {
        self.findings.extend(authenticator.mistakes(location));
        self.authenticators.insert(0, authenticator);
        self
    }

    fn check_groups(mut self, location: &'static Location<'static>) -> Self {
        let Answer::Forward { groups, .. } = &self.answer else { return self };
        if groups.is_empty() {
            let finding = Finding::error("no-target-groups", "an action forwards to no target group").at(location);
            self.findings.push(finding.help("give it at least one target group"));
        }
        for weight in groups.iter().filter_map(|group| group.weight).filter(|weight| !(0..=999).contains(weight)) {
            let finding = Finding::error("bad-weight", format!("a target group cannot weigh {weight}")).at(location);
            self.findings.push(finding.help("weights are numbers from 0 to 999"));
        }
        self
    }

    /// Lets the load balancer reach what the action leads to, and tells what is wrong with it. `associate` is the construct
    /// that the action is part of.
    #[track_caller]
    pub(super) fn bind(&self, listener: &ApplicationListener, associate: &Scope) {
        self.findings.iter().for_each(|finding| associate.report(finding.clone()));
        self.authenticators.iter().for_each(|authenticator| authenticator.bind(listener));
        if let Answer::Forward { groups, .. } = &self.answer {
            for weighted in groups {
                weighted.group.register_listener(listener, associate);
            }
        }
    }

    /// Whether it needs a listener for HTTPS.
    pub(super) fn needs_https(&self) -> bool {
        !self.authenticators.is_empty()
    }

    /// As CloudFormation takes it. Durations of sessions are text in listeners and numbers in rules.
    pub(super) fn to_val(&self, in_rule: bool) -> Val {
        let steps = self.authenticators.iter().map(|authenticator| authenticator.to_entries(in_rule));
        let mut steps: Vec<_> = steps.chain([self.answer.to_entries()]).collect();
        if steps.len() > 1 {
            for (order, step) in (1..).zip(&mut steps) {
                step.push(("Order", Val::Integer(order)));
            }
        }
        Val::List(steps.into_iter().map(Val::structure).collect())
    }
}

impl Answer {
    fn to_entries(&self) -> Vec<(&'static str, Val)> {
        match self {
            Answer::Forward { groups, stickiness: None, in_full: false } if groups.len() == 1 => {
                let arns = groups.iter().map(|only| ("TargetGroupArn", only.group.arn().into_val()));
                [("Type", Val::text("forward"))].into_iter().chain(arns).collect()
            }
            Answer::Forward { groups, stickiness, in_full } => {
                let tuple = |group: &WeightedTargetGroup| {
                    let weight =
                        group.weight.or((!in_full).then_some(1)).map(|weight| ("Weight", Val::Integer(weight)));
                    let arn = ("TargetGroupArn", group.group.arn().into_val());
                    Val::structure([arn].into_iter().chain(weight))
                };
                let stickiness = stickiness.map(|duration| {
                    let seconds = Val::Integer(seconds(duration));
                    let config = Val::structure([("DurationSeconds", seconds), ("Enabled", Val::Bool(true))]);
                    ("TargetGroupStickinessConfig", config)
                });
                let groups = ("TargetGroups", Val::List(groups.iter().map(tuple).collect()));
                let config = Val::structure([groups].into_iter().chain(stickiness));
                vec![("Type", Val::text("forward")), ("ForwardConfig", config)]
            }
            Answer::Fixed(response) => {
                let config = structure(
                    ("StatusCode", Val::text(response.status_code.to_string())),
                    [("ContentType", &response.content_type), ("MessageBody", &response.message_body)],
                );
                vec![("Type", Val::text("fixed-response")), ("FixedResponseConfig", config)]
            }
            Answer::Redirect(settings) => {
                let RedirectSettings { host, path, port, protocol, query, permanent } = settings;
                let parts = [("Host", host), ("Path", path), ("Port", port), ("Protocol", protocol), ("Query", query)];
                let status = if *permanent { "HTTP_301" } else { "HTTP_302" };
                let config = structure(("StatusCode", Val::text(status)), parts);
                vec![("Type", Val::text("redirect")), ("RedirectConfig", config)]
            }
        }
    }
}

/// A structure of one entry and the texts that are there.
fn structure<const N: usize>(first: (&'static str, Val), texts: [(&'static str, &Option<Value<String>>); N]) -> Val {
    let texts = texts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?.as_val().clone())));
    Val::structure([first].into_iter().chain(texts))
}

fn check_redirect(settings: &RedirectSettings, location: &'static Location<'static>) -> Vec<Finding> {
    let RedirectSettings { host, path, port, protocol, query, .. } = settings;
    let mut findings = Vec::new();
    if [host, path, port, protocol, query].iter().all(|part| part.is_none()) {
        let finding =
            Finding::error("redirect-to-itself", "a redirect leads to where the client already is").at(location);
        findings.push(finding.help("set the host, path, port, protocol or query that clients should ask for instead"));
    }
    if let Some(path) = path.as_ref().and_then(|path| path.literal()).filter(|path| !path.starts_with('/')) {
        let finding = Finding::error("bad-redirect-path", format!("a redirect cannot lead to the path `{path}`"));
        findings.push(finding.at(location).help("begin the path with `/`"));
    }
    let allowed = ["HTTP", "HTTPS", "#{protocol}"];
    if let Some(protocol) = protocol.as_ref().and_then(|name| name.literal()).filter(|name| !allowed.contains(name)) {
        let finding =
            Finding::error("bad-redirect-protocol", format!("a redirect cannot lead to the protocol `{protocol}`"));
        findings.push(finding.at(location).help("use `HTTP`, `HTTPS` or `#{protocol}`"));
    }
    findings
}
