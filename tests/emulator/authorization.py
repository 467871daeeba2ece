"""Holds users to their policies: requests that are signed with the access key of a user, or with what `AssumeRole` gave
such a user, are decided as IAM decides them. So are those of functions, and of whoever has a role's keys from
`/emulator/credentials`. Whoever else calls, as the toolkit does, may do everything.

Signatures are checked, and policies of users, groups, roles and buckets count, with their conditions, and boundaries of
roles. A deleted key opens nothing. What else than buckets a request touches, `touched_resources.py` tells. What a request's network is, its headers tell, which AWS finds out by itself:

- `x-emulator-source-ip`: the address that it comes from, 203.0.113.10 unless told;
- `x-emulator-source-vpce`: the VPC endpoint that it comes through, in place of an address;
- `x-emulator-plain-http`: it came without TLS. All others count as if they came with it.
"""

import ipaddress
import json
import re
from urllib.parse import parse_qs, urlparse

from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam.access_control import AssumedRoleAccessKey, IAMPolicy, S3IAMRequest, create_access_key
from moto.s3.models import s3_backends

from touched_resources import touched

# The keys of roles whose holders may do what the roles' policies say, and no more.
SESSIONS = set()

# What moto calls otherwise than IAM, or takes for another action.
ACTIONS = {
    "s3:HeadBucket": "s3:ListBucket",
    "s3:PutBucketCors": "s3:PutBucketCORS",
}


def as_list(value):
    return value if isinstance(value, list) else [value]


def is_like(pattern, text):
    """Whether a pattern with `*` and `?` is one of a text."""
    parts = re.split(r"([*?])", pattern)
    expression = "".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in parts)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def is_in_range(value, given):
    return ipaddress.ip_address(given) in ipaddress.ip_network(value)


# By the operator's name without `Not` and `IfExists`: whether a value of the condition fits the request's.
OPERATORS = {
    "ArnEquals": is_like,
    "ArnLike": is_like,
    "Bool": lambda value, given: str(value).lower() == given,
    "IpAddress": is_in_range,
    "StringEquals": lambda value, given: value == given,
    "StringEqualsIgnoreCase": lambda value, given: value.lower() == given.lower(),
    "StringLike": is_like,
}
NEGATIONS = {
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "StringNotEquals": "StringEquals",
    "StringNotLike": "StringLike",
}


def holds(operator, values, given):
    """One condition; a request that lacks the key fits none of the values."""
    quantifier, _, plain = operator.rpartition(":")
    if quantifier == "ForAllValues":
        return all(holds(plain, values, each) for each in as_list([] if given is None else given))
    if quantifier == "ForAnyValue":
        return any(holds(plain, values, each) for each in as_list([] if given is None else given))
    name, if_exists = operator.removesuffix("IfExists"), operator.endswith("IfExists")
    if name == "Null":
        return (given is None) == (str(values[0]).lower() == "true")
    if given is None and if_exists:
        return True
    negated = name in NEGATIONS
    fits = OPERATORS[NEGATIONS.get(name, name)]  # one that is not known is an internal error, which fails the test
    return negated != (given is not None and any(fits(value, given) for value in values))


def names(statement, element, matches):
    """Whether an element, or everything but its `Not`, names what is asked for."""
    if f"Not{element}" in statement:
        return not any(matches(pattern) for pattern in as_list(statement[f"Not{element}"]))
    return any(matches(pattern) for pattern in as_list(statement.get(element, [])))


class Caller:
    """Who signed a request."""

    def __init__(self, key):
        self.key = key
        if isinstance(key, AssumedRoleAccessKey):
            account, role = key.account_id, key._owner_role_name
            self.principal = f"arn:{key.partition}:iam::{account}:role/{role}"
        else:
            self.principal = key.arn
        self.account = key.account_id

    def policies(self):
        return [IAMPolicy(policy)._policy_json for policy in self.key.collect_policies()]

    def boundary(self):
        """The policy beyond which a role's own permit nothing, if it has one."""
        name = getattr(self.key, "_owner_role_name", None)
        arn = name and self.key.backend.get_role(name).permissions_boundary_arn
        return IAMPolicy(self.key.backend.get_policy(arn))._policy_json if arn else None

    def is_named(self, statement):
        """Whether a statement of a resource's policy is about this caller, and whether by its own name."""
        principal = statement.get("Principal")
        if principal == "*":
            return True, False
        if not isinstance(principal, dict):
            return False, False
        named = as_list(principal.get("AWS", []))
        own = self.principal in named or self.key.arn in named
        root = f"arn:{self.key.partition}:iam::{self.account}:root"
        return own or "*" in named or root in named or self.account in named, own


def applies(statement, action, resource, context):
    same_action = lambda pattern: is_like(pattern.lower(), action.lower())  # noqa: E731
    if not names(statement, "Action", same_action):
        return False
    if ("Resource" in statement or "NotResource" in statement) and not names(
        statement, "Resource", lambda pattern: is_like(pattern, resource)
    ):
        return False
    return all(
        holds(operator, as_list(values), context.get(key.lower()))
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    )


def is_permitted(caller, action, resource, context, resource_policy):
    """IAM's decision within one account: a denial wins, and either kind of policy may allow it; what assumes a role needs
    the role's trust by its own name, or by the account's and a policy of its own."""
    own, of_resource = [], []
    for policy in caller.policies():
        own += [s for s in as_list(policy["Statement"]) if applies(s, action, resource, context)]
    for statement in as_list((resource_policy or {}).get("Statement", [])):
        about, by_name = caller.is_named(statement)
        if about and applies(statement, action, resource, context):
            of_resource.append((statement, by_name))
    if any(s["Effect"] == "Deny" for s in own + [s for s, _ in of_resource]):
        return False
    allowed = any(s["Effect"] == "Allow" for s in own)
    if (boundary := caller.boundary()) is not None:
        within = [s for s in as_list(boundary["Statement"]) if applies(s, action, resource, context)]
        if any(s["Effect"] == "Deny" for s in within):
            return False
        allowed = allowed and any(s["Effect"] == "Allow" for s in within)
    if action == "sts:AssumeRole":
        trusts = [by_name for s, by_name in of_resource if s["Effect"] == "Allow"]
        return any(by_name or allowed for by_name in trusts)
    return allowed or any(by_name for s, by_name in of_resource if s["Effect"] == "Allow")


def context_of(headers, caller, action):
    found = {
        "aws:principalarn": caller.principal,
        "aws:principalaccount": caller.account,
        "aws:securetransport": str("x-emulator-plain-http" not in headers).lower(),
    }
    if endpoint := headers.get("x-emulator-source-vpce"):
        found["aws:sourcevpce"] = endpoint
    else:
        found["aws:sourceip"] = headers.get("x-emulator-source-ip", "203.0.113.10")
    return found


def access_key_of(request):
    """The access key that a request is signed with, in a header or in its address."""
    header = request.headers.get("Authorization", "")
    if "Credential=" in header:
        return header.partition("Credential=")[2].split("/")[0]
    query = parse_qs(urlparse(request.uri).query)
    return query.get("X-Amz-Credential", [""])[0].split("/")[0] or query.get("AWSAccessKeyId", [""])[0]


def signed_address(headers, query):
    """What the headers of a request would say of its signer whose address is signed."""
    told = {name: values[0] for name, values in parse_qs(query).items()}
    if "X-Amz-Credential" in told:
        credential = told["X-Amz-Credential"]
    else:
        credential = f"{told['AWSAccessKeyId']}/20000101/us-east-1/s3/aws4_request"
    signed = {**headers, "Authorization": f"Credential={credential}, "}
    if token := told.get("X-Amz-Security-Token") or told.get("x-amz-security-token"):
        signed["X-Amz-Security-Token"] = token
    return signed


def is_held(response):
    """Whether a request is decided at all."""
    access_key = access_key_of(response)
    return access_key.startswith("AKIA") or access_key in SESSIONS


def authorize(self, request_class, resource="*"):
    """In place of moto's check, which knows neither conditions nor policies of buckets."""
    if not is_held(self):
        return
    query = urlparse(self.uri).query
    request = request_class(
        account_id=self.current_account,
        method=self.method,
        path=f"{self.raw_path}?{query}" if query else self.raw_path,
        data=self.data,
        body=self.raw_body,
        headers=self.headers if "Authorization" in self.headers else signed_address(self.headers, query),
        action=self._get_action(),
    )
    # of a signed address it is not checked, which moto cannot compute
    if "Authorization" in self.headers:
        request.check_signature()
    if request._action == "sts:GetCallerIdentity":
        return
    caller = Caller(request._access_key)
    action = ACTIONS.get(request._action, request._action)
    context = context_of(self.headers, caller, action)
    policy = None
    if request_class is S3IAMRequest:
        bucket = resource.partition(":::")[2].split("/")[0]
        found = s3_backends[self.current_account][caller.key.partition].buckets.get(bucket)
        policy = json.loads(found.policy) if found and found.policy else None
    elif action == "sts:AssumeRole":
        policy = json.loads(caller.key.backend.get_role_by_arn(resource).assume_role_policy_document)
    elif resource == "*":
        for each in touched(self, action):
            if not is_permitted(caller, each.action, each.arn, {**context, **each.context}, None):
                request._action = f"{each.action} on resource: {each.arn}"
                request._raise_access_denied()
        return
    if not is_permitted(caller, action, resource, context, policy):
        request._raise_access_denied()


def may(response, action, resource, context):
    """Whether the caller of a request may do something else as well, which a service does in his name."""
    if not is_held(response):
        return True
    key = create_access_key(response.current_account, response.partition, access_key_of(response), response.headers)
    caller = Caller(key)
    return is_permitted(caller, action, resource, {**context_of(response.headers, caller, action), **context}, None)


def remembering(assume_role):
    """Sessions of users are held to policies, too; those of the toolkit are not."""

    def call(self):
        made = assume_role(self)
        if is_held(self):
            SESSIONS.add(made.result["Credentials"].access_key_id)
        return made

    return call


def install():
    from moto.sts.responses import TokenResponse

    ActionAuthenticatorMixin._authenticate_and_authorize_action = authorize
    TokenResponse.assume_role = remembering(TokenResponse.assume_role)
