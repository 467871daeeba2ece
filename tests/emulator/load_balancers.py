"""Elastic Load Balancing, where moto's own is less strict than AWS, or otherwise."""

import json
import re
from fnmatch import fnmatchcase

from botocore.exceptions import ClientError
from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.responses import ELBV2Response
from moto.elbv2.ssl_policies import SSL_POLICIES

from services import client

OWN = {name: getattr(ELBV2Response, name) for name in vars(ELBV2Response)}

# Who writes access logs: a service, and in regions that are older than it, an account of AWS's as well.
LOG_SERVICES = {"delivery.logs.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com"}
LOG_ACCOUNTS = {
    "af-south-1": "098369216593",
    "ap-east-1": "754344448648",
    "ap-northeast-1": "582318560864",
    "ap-northeast-2": "600734575887",
    "ap-northeast-3": "383597477331",
    "ap-south-1": "718504428378",
    "ap-southeast-1": "114774131450",
    "ap-southeast-2": "783225319266",
    "ap-southeast-3": "589379963580",
    "ca-central-1": "985666609251",
    "eu-central-1": "054676820928",
    "eu-north-1": "897822967062",
    "eu-south-1": "635631232127",
    "eu-west-1": "156460612806",
    "eu-west-2": "652711504416",
    "eu-west-3": "009996457667",
    "me-south-1": "076674570225",
    "sa-east-1": "507241528517",
    "us-east-1": "127311923021",
    "us-east-2": "033677994240",
    "us-west-1": "027434742980",
    "us-west-2": "797873946194",
}


def refuse(message, code="ValidationError"):
    raise ELBClientError(code, message)


def configuration(message):
    refuse(message, "InvalidConfigurationRequest")


def listed(value):
    return value if isinstance(value, list) else [value]


class Operations(ELBV2Response):
    """Their names are those of the operations, in snake case."""

    def call(self, service, operation, **arguments):
        return getattr(client(service, self.current_account, self.region), operation)(**arguments)

    def balancer(self, arn):
        return self.elbv2_backend.describe_load_balancers([arn], None)[0]

    # load balancers

    def check_subnets(self, given, scheme):
        """The VPC of the subnets of an application load balancer, which must lie in two zones."""
        ids = given.get("Subnets") or [each["SubnetId"] for each in given.get("SubnetMappings", [])]
        try:
            found = self.call("ec2", "describe_subnets", SubnetIds=ids)["Subnets"] if ids else []
        except ClientError as error:
            refuse(error.response["Error"]["Message"], "SubnetNotFound")
        if len({subnet["AvailabilityZone"] for subnet in found}) < 2:
            refuse("At least two subnets in two different Availability Zones must be specified")
        if len({subnet["AvailabilityZone"] for subnet in found}) < len(found):
            configuration("A load balancer cannot be attached to multiple subnets in the same Availability Zone")
        if len({subnet["VpcId"] for subnet in found}) > 1:
            configuration("The following subnets are not in the same VPC: " + ", ".join(ids))
        vpc = found[0]["VpcId"]
        attached = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
        if scheme == "internet-facing" and not self.call("ec2", "describe_internet_gateways", Filters=attached)["InternetGateways"]:
            refuse(f"VPC {vpc} has no internet gateway", "InvalidSubnet")
        return vpc

    def check_security_groups(self, groups, vpc):
        try:
            found = self.call("ec2", "describe_security_groups", GroupIds=groups)["SecurityGroups"] if groups else []
        except ClientError as error:
            refuse(error.response["Error"]["Message"], "InvalidSecurityGroup")
        if any(group["VpcId"] != vpc for group in found):
            configuration("One or more security groups are invalid")

    def create_load_balancer(self):
        given = self.params
        name = given["Name"]
        if not re.fullmatch(r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?", name) or name.startswith("internal-"):
            refuse(f"The load balancer name '{name}' is not valid: up to 32 letters, digits and hyphens")
        if any(each.name == name for each in self.elbv2_backend.load_balancers.values()):
            refuse(f"A load balancer with the same name '{name}' exists, but with different settings", "DuplicateLoadBalancerName")
        given["Scheme"] = given.get("Scheme") or "internet-facing"
        if given.get("Type", "application") == "application":
            vpc = self.check_subnets(given, given["Scheme"])
            self.check_security_groups(given.get("SecurityGroups"), vpc)
        answer = OWN["create_load_balancer"](self)
        (made,) = answer.result["LoadBalancers"]
        if given["Scheme"] == "internal":
            made.dns_name = f"internal-{made.dns_name}"
        return answer

    def set_subnets(self):
        made = self.balancer(self.params["LoadBalancerArn"])
        if made.type == "application":
            self.check_subnets(self.params, made.scheme)
        return OWN["set_subnets"](self)

    def set_security_groups(self):
        made = self.balancer(self.params["LoadBalancerArn"])
        self.check_security_groups(self.params["SecurityGroups"], made.vpc_id)
        return OWN["set_security_groups"](self)

    def modify_load_balancer_attributes(self):
        made = self.balancer(self.params["LoadBalancerArn"])
        attributes = {**made.attrs, **{each["Key"]: each["Value"] for each in self.params["Attributes"]}}
        if attributes.get("access_logs.s3.enabled") == "true":
            self.check_log_bucket(attributes.get("access_logs.s3.bucket"), attributes.get("access_logs.s3.prefix"))
        return OWN["modify_load_balancer_attributes"](self)

    def check_log_bucket(self, bucket, prefix):
        """Elastic Load Balancing writes a file to the bucket at once."""
        if not bucket:
            configuration("The attribute access_logs.s3.bucket is required when access logs are enabled")
        file = f"{f'{prefix}/' if prefix else ''}AWSLogs/{self.current_account}/ELBAccessLogTestFile"
        denied = f"Access Denied for bucket: {bucket}. Please check S3bucket permission"
        try:
            where = self.call("s3", "get_bucket_location", Bucket=bucket)["LocationConstraint"] or "us-east-1"
            policy = json.loads(self.call("s3", "get_bucket_policy", Bucket=bucket)["Policy"])
            key = self.call("s3", "get_bucket_encryption", Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ServerSideEncryptionConfigurationNotFoundError":
                key = {}
            else:
                configuration(denied)
        if where != self.region:
            configuration(f"{denied}: it is in {where}, the load balancer in {self.region}")
        if key.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm", "AES256") != "AES256":
            configuration(f"{denied}: access logs cannot be written with keys of KMS")
        if not any(self.lets_write(statement, f"{bucket}/{file}") for statement in listed(policy["Statement"])):
            configuration(denied)

    def lets_write(self, statement, key):
        """Whether this statement of a bucket's policy lets Elastic Load Balancing write this."""
        if statement["Effect"] != "Allow" or not {"s3:PutObject", "s3:*", "s3:Put*", "*"} & {*listed(statement["Action"])}:
            return False
        if not any(fnmatchcase(f"arn:aws:s3:::{key}", resource) for resource in listed(statement["Resource"])):
            return False
        principal = statement.get("Principal", {})
        if principal == "*":
            return True
        account = LOG_ACCOUNTS.get(self.region)
        accounts = {account, f"arn:aws:iam::{account}:root"} if account else set()
        return bool(LOG_SERVICES & {*listed(principal.get("Service", []))} or accounts & {*listed(principal.get("AWS", []))})

    def delete_load_balancer(self):
        made = self.balancer(self.params["LoadBalancerArn"])
        if made.attrs.get("deletion_protection.enabled") == "true":
            message = f"Load balancer '{made.arn}' cannot be deleted because deletion protection is enabled"
            refuse(message, "OperationNotPermitted")
        for group in self.elbv2_backend.target_groups.values():
            group.load_balancer_arns = [arn for arn in group.load_balancer_arns if arn != made.arn]
        return OWN["delete_load_balancer"](self)

    # listeners

    def check_listener(self, protocol, certificates, policy):
        if protocol == "HTTPS" and not certificates:
            refuse("A certificate must be specified for HTTPS listeners")
        if protocol == "HTTP" and (certificates or policy):
            refuse("A certificate cannot be specified for HTTP listeners")
        for certificate in certificates or []:
            arn = certificate["CertificateArn"]
            if ":iam:" in arn:
                continue
            if f":acm:{self.region}:" not in arn:
                refuse(f"Certificate ARN '{arn}' is not valid")
            try:
                self.call("acm", "describe_certificate", CertificateArn=arn)
            except ClientError:
                refuse(f"Certificate '{arn}' not found", "CertificateNotFound")
        if policy and policy not in SSL_POLICIES:
            refuse(f"SSL policy '{policy}' not found", "SSLPolicyNotFound")

    def check_targets_of(self, actions, balancer):
        """Groups of targets must be of the VPC of the load balancer, and of no other load balancer."""
        for action in actions or []:
            if action["Type"] != "forward":
                continue
            several = action.get("ForwardConfig", {}).get("TargetGroups", [])
            arns = [each["TargetGroupArn"] for each in several] or [action.get("TargetGroupArn")]
            for arn in arns:
                group = self.elbv2_backend.target_groups.get(arn)
                if group is None:
                    refuse(f"Target group '{arn}' not found", "TargetGroupNotFound")
                if group.vpc_id != balancer.vpc_id:
                    message = f"The target group {arn} is in {group.vpc_id}, the load balancer in {balancer.vpc_id}"
                    configuration(message)
                if set(group.load_balancer_arns) - {balancer.arn}:
                    message = f"The following target groups cannot be associated with more than one load balancer: {arn}"
                    refuse(message, "TargetGroupAssociationLimit")

    def create_listener(self):
        given = self.params
        balancer = self.balancer(given["LoadBalancerArn"])
        if any(each.port == given.get("Port") for each in balancer.listeners.values()):
            refuse("A listener already exists on this port for this load balancer", "DuplicateListener")
        self.check_listener(given.get("Protocol"), given.get("Certificates"), given.get("SslPolicy"))
        self.check_targets_of(given["DefaultActions"], balancer)
        return OWN["create_listener"](self)

    def listener(self, arn):
        return self.elbv2_backend.describe_listeners(None, [arn])[0]

    def modify_listener(self):
        given = self.params
        made = self.listener(given["ListenerArn"])
        balancer = self.balancer(made.load_balancer_arn)
        others = [each for each in balancer.listeners.values() if each.arn != made.arn]
        if any(each.port == given.get("Port") for each in others):
            refuse("A listener already exists on this port for this load balancer", "DuplicateListener")
        protocol = given.get("Protocol", made.protocol)
        certificates = given.get("Certificates") or [{"CertificateArn": arn} for arn in made.certificates or []]
        kept = certificates if protocol == "HTTPS" else given.get("Certificates")
        self.check_listener(protocol, kept, given.get("SslPolicy"))
        self.check_targets_of(given.get("DefaultActions"), balancer)
        if protocol == "HTTP":
            made.certificates, made.certificate, made.ssl_policy = [], None, None
        given["DefaultActions"] = given.get("DefaultActions", [])
        return OWN["modify_listener"](self)

    def create_rule(self):
        made = self.listener(self.params["ListenerArn"])
        self.check_targets_of(self.params["Actions"], self.balancer(made.load_balancer_arn))
        return OWN["create_rule"](self)

    # groups of targets

    def check_health(self, given):
        path, timeout = given.get("HealthCheckPath"), given.get("HealthCheckTimeoutSeconds")
        if path is not None and not path.startswith("/"):
            refuse(f"Health check path '{path}' must begin with a '/' character")
        interval = given.get("HealthCheckIntervalSeconds") or 30
        if timeout is not None and timeout >= interval:
            refuse(f"Health check timeout '{timeout}' must be smaller than the interval '{interval}'")
        codes = (given.get("Matcher") or {}).get("HttpCode")
        if codes is not None:
            for part in codes.split(","):
                first, _, last = part.partition("-")
                if not all(code.isdigit() and 200 <= int(code) <= 499 for code in (first, last or first)):
                    refuse(f"Health check matcher HTTP code '{codes}' must be within '200-499'")

    def create_target_group(self):
        self.check_health(self.params)
        if vpc := self.params.get("VpcId"):
            try:
                self.call("ec2", "describe_vpcs", VpcIds=[vpc])
            except ClientError:
                refuse(f"The VPC ID '{vpc}' is not found")
        return OWN["create_target_group"](self)

    def modify_target_group(self):
        made = self.elbv2_backend.target_groups.get(self.params["TargetGroupArn"])
        known = {"HealthCheckIntervalSeconds": int(made.health_check_interval_seconds)} if made else {}
        self.check_health({**known, **self.params})
        return OWN["modify_target_group"](self)

    def register_targets(self):
        group = self.elbv2_backend.target_groups.get(self.params["TargetGroupArn"])
        if group and group.target_type == "instance":
            for target in self.params["Targets"]:
                try:
                    found = self.call("ec2", "describe_instances", InstanceIds=[target["Id"]])
                    vpc = found["Reservations"][0]["Instances"][0].get("VpcId")
                except ClientError:
                    refuse(f"Instance ID '{target['Id']}' is not valid", "InvalidTarget")
                if vpc != group.vpc_id:
                    message = f"The following targets are not in the target group VPC '{group.vpc_id}': '{target['Id']}'"
                    refuse(message, "InvalidTarget")
        return OWN["register_targets"](self)


def install():
    """Puts all this in the place of moto's own."""
    for name, operation in vars(Operations).items():
        if not name.startswith("__"):
            setattr(ELBV2Response, name, operation)
