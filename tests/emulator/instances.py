"""Instances and what keeps networks: where moto's EC2 is less strict than AWS, or otherwise.

An instance that is terminated through the API takes a while to shut down, and has its network interfaces until then. As
long as there is a network interface in them, subnets and security groups cannot be deleted.
"""

import base64
import copy
import threading

from moto.ec2 import utils
from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
from moto.ec2.models import nat_gateways, security_groups, subnets, vpcs
from moto.ec2.models.instances import Instance, InstanceState
from moto.ec2.responses.instances import InstanceResponse

# How long an instance shuts down.
SECONDS = 1.0
MOST_USER_DATA = 16384

OWN = {
    "delete_nat_gateway": nat_gateways.NatGatewayBackend.delete_nat_gateway,
    "delete_security_group": security_groups.SecurityGroupBackend._delete_security_group,
    "delete_subnet": subnets.SubnetBackend.delete_subnet,
    "delete_vpc": vpcs.VPCBackend.delete_vpc,
    "prep_nics": Instance.prep_nics,
    "run_instances": InstanceResponse.run_instances,
    "terminate": Instance.terminate,
    "terminate_instances": InstanceResponse.terminate_instances,
}

# Whether this thread terminates instances for a caller of the API.
CALLER = threading.local()


def prepare_interfaces(self, nic_spec, *arguments, **options):
    """Interfaces that are made for an instance go with it, unless it says otherwise."""
    given = [copy.copy(each) for each in nic_spec]
    OWN["prep_nics"](self, nic_spec, *arguments, **options)
    kept = {int(each["DeviceIndex"]) for each in given if each.get("NetworkInterfaceId")}
    kept = {int(each["DeviceIndex"]) for each in given if each.get("DeleteOnTermination") is False} | kept
    for index, interface in self.nics.items():
        interface.delete_on_termination = index not in kept


def terminate(self):
    previous = copy.copy(self._state)
    if previous.name in ("shutting-down", "terminated"):
        return previous
    if not getattr(CALLER, "waits", False):
        finish(self)
        return previous
    self._state = InstanceState("shutting-down", 32)
    timer = threading.Timer(SECONDS, finish, [self])
    timer.daemon = True
    timer.start()
    return previous


def finish(instance):
    """The end of an instance: its interfaces go with it, or are free for another."""
    OWN["terminate"](instance)
    for interface in instance.nics.values():
        if not interface.delete_on_termination:
            interface.instance, interface.attachment_id, interface.status = None, None, "available"


def terminate_instances(self):
    CALLER.waits = True
    try:
        return OWN["terminate_instances"](self)
    finally:
        CALLER.waits = False


def check_user_data(encoded):
    """Refuses more than EC2 keeps; it counts what it was before it was encoded."""
    if encoded and len(base64.b64decode(encoded)) > MOST_USER_DATA:
        raise EC2ClientError("InvalidParameterValue", f"User data is limited to {MOST_USER_DATA} bytes")


def run_instances(self):
    """As many as there can be; moto launches the least number that was asked for."""
    least, most = int(self._get_param("MinCount", 1)), int(self._get_param("MaxCount", 1))
    if not 1 <= least <= most:
        raise EC2ClientError("InvalidParameterValue", f"The minimum of {least} instances is more than the maximum {most}")
    check_user_data(self._get_param("UserData"))
    self.params["MinCount"] = most
    answer = OWN["run_instances"](self)
    profile = {key: self._get_param(f"IamInstanceProfile.{key}") for key in ("Name", "Arn")}
    if any(profile.values()):
        for instance in answer.result.instances[1:]:
            self.ec2_backend.associate_iam_instance_profile(
                instance.id, iam_instance_profile_name=profile["Name"], iam_instance_profile_arn=profile["Arn"]
            )
    return answer


def delete_subnet(self, subnet_id):
    if any(each.subnet.id == subnet_id for each in list(self.enis.values())):
        raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
    return OWN["delete_subnet"](self, subnet_id)


def delete_security_group(self, vpc_id, group_id):
    of_interfaces = (group for each in list(self.enis.values()) for group in each.group_set)
    others = [group for groups in self.groups.values() for group in groups.values() if group.id != group_id]
    of_rules = (
        rule.source_group.get("GroupId")
        for group in others
        for rule in [*group.ingress_rules, *group.egress_rules]
        if rule.source_group
    )
    if any(group.id == group_id for group in of_interfaces) or group_id in of_rules:
        raise DependencyViolationError(f"resource {group_id} has a dependent object")
    return OWN["delete_security_group"](self, vpc_id, group_id)


def delete_nat_gateway(self, nat_gateway_id):
    gone = OWN["delete_nat_gateway"](self, nat_gateway_id)
    if gone._eni.id in self.enis:
        gone._eni.delete()
    return gone


def delete_vpc(self, vpc_id):
    attached = [each for each in self.internet_gateways.values() if each.vpc and each.vpc.id == vpc_id]
    groups = [group for group in self.groups.get(vpc_id, {}).values() if group.name != "default"]
    if attached or groups:
        raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
    return OWN["delete_vpc"](self, vpc_id)


def profile_arn(self):
    return (self.iam_instance_profile or {}).get("Arn")


def install():
    """Puts all this in the place of moto's own."""
    Instance.prep_nics, Instance.terminate, Instance.profile_arn = prepare_interfaces, terminate, property(profile_arn)
    InstanceResponse.run_instances, InstanceResponse.terminate_instances = run_instances, terminate_instances
    subnets.SubnetBackend.delete_subnet = delete_subnet
    security_groups.SecurityGroupBackend._delete_security_group = delete_security_group
    nat_gateways.NatGatewayBackend.delete_nat_gateway = delete_nat_gateway
    vpcs.VPCBackend.delete_vpc = delete_vpc
    utils.filter_dict_attribute_mapping.update({
        "iam-instance-profile.arn": "profile_arn",
        "instance-lifecycle": "lifecycle",
        "spot-instance-request-id": "spot_instance_request_id",
    })  # fmt: skip
    Instance.spot_instance_request_id = None
