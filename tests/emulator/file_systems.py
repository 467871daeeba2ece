"""EFS, where moto's own is less strict than AWS or lacks an operation."""

import json

from botocore.exceptions import ClientError
from moto.efs.exceptions import BadRequest, EFSError
from moto.efs.responses import EFSResponse

from services import client

OWN = {name: getattr(EFSResponse, name) for name in vars(EFSResponse)}

DAYS = ("AFTER_1_DAY", *(f"AFTER_{days}_DAYS" for days in (7, 14, 30, 60, 90, 180, 270, 365)))
# Where files go, and when they may.
TRANSITIONS = {"TransitionToArchive": DAYS, "TransitionToIA": DAYS, "TransitionToPrimaryStorageClass": ("AFTER_1_ACCESS",)}
MOST_THROUGHPUT = 3414


def check_throughput(mode, throughput, performance):
    """What fits together of how fast a file system is, and what that depends upon."""
    if mode not in ("bursting", "elastic", "provisioned"):
        raise BadRequest(f"Invalid throughput mode: {mode}")
    if (throughput is not None) != (mode == "provisioned"):
        raise BadRequest("Provisioned throughput must be specified for the throughput mode provisioned, and for no other")
    if throughput is not None and not 1 <= throughput <= MOST_THROUGHPUT:
        raise BadRequest(f"Provisioned throughput must be between 1 and {MOST_THROUGHPUT} MiB/s, not {throughput}")
    if mode == "elastic" and performance == "maxIO":
        raise BadRequest("Elastic throughput is not supported for the performance mode maxIO")


class Operations(EFSResponse):
    """Their names are those of the operations, in snake case."""

    def call(self, service, operation, **arguments):
        return getattr(client(service, self.current_account, self.region), operation)(**arguments)

    def file_system(self):
        _, (found,) = self.efs_backend.describe_file_systems(file_system_id=self._get_param("FileSystemId"))
        return found

    def create_file_system(self):
        performance, zone = self._get_param("PerformanceMode") or "generalPurpose", self._get_param("AvailabilityZoneName")
        mode = self._get_param("ThroughputMode") or "bursting"
        check_throughput(mode, self._get_param("ProvisionedThroughputInMibps"), performance)
        if performance not in ("generalPurpose", "maxIO"):
            raise BadRequest(f"Invalid performance mode: {performance}")
        if zone:
            zones = self.call("ec2", "describe_availability_zones")["AvailabilityZones"]
            if zone not in [each["ZoneName"] for each in zones]:
                raise EFSError("AvailabilityZonesMismatch", f"There is no Availability Zone {zone}")
            if performance == "maxIO":
                raise BadRequest("The performance mode maxIO is not supported for file systems in one zone")
        if key := self._get_param("KmsKeyId"):
            try:
                self.call("kms", "describe_key", KeyId=key)
            except ClientError:
                raise BadRequest(f"The KMS key {key} does not exist")
        return OWN["create_file_system"](self)

    def update_file_system(self):
        made = self.file_system()
        mode = self._get_param("ThroughputMode") or made.throughput_mode
        throughput = self._get_param("ProvisionedThroughputInMibps")
        check_throughput(mode, throughput, made.performance_mode)
        made.throughput_mode, made.provisioned_throughput_in_mibps = mode, throughput
        return json.dumps(made.info_json()), {"Content-Type": "application/json"}

    def put_backup_policy(self):
        status = self._get_param("BackupPolicy")["Status"]
        self.file_system()._backup = status == "ENABLED"
        return json.dumps({"BackupPolicy": {"Status": status}}), {"Content-Type": "application/json"}

    def put_lifecycle_configuration(self):
        named = set()
        for policy in self._get_param("LifecyclePolicies"):
            for name, value in policy.items():
                if len(policy) != 1 or name in named or value not in TRANSITIONS.get(name, ()):
                    raise BadRequest(f"Invalid lifecycle policy, each of which has one transition: {policy}")
                named.add(name)
        if "TransitionToArchive" in named and self.file_system().throughput_mode != "elastic":
            raise BadRequest("TransitionToArchive is supported for file systems of elastic throughput only")
        return OWN["put_lifecycle_configuration"](self)

    def check_security_groups(self, vpc):
        groups = self._get_param("SecurityGroups")
        try:
            found = self.call("ec2", "describe_security_groups", GroupIds=groups)["SecurityGroups"] if groups else []
        except ClientError as error:
            raise EFSError("SecurityGroupNotFound", error.response["Error"]["Message"])
        if strangers := [each["GroupId"] for each in found if each["VpcId"] != vpc]:
            raise EFSError("SecurityGroupNotFound", f"{', '.join(strangers)} not found in the VPC {vpc}")

    def create_mount_target(self):
        subnets = [{"Name": "subnet-id", "Values": [self._get_param("SubnetId")]}]
        for subnet in self.call("ec2", "describe_subnets", Filters=subnets)["Subnets"]:
            self.check_security_groups(subnet["VpcId"])
            only = self.file_system().availability_zone_name
            if only and subnet["AvailabilityZone"] != only:
                raise EFSError("AvailabilityZonesMismatch", f"The file system is in {only} alone")
        return OWN["create_mount_target"](self)

    def modify_mount_target_security_groups(self):
        target = self.efs_backend.mount_targets_by_id.get(self._get_param("MountTargetId"))
        if target:
            self.check_security_groups(target.vpc_id)
            ec2 = self.efs_backend.ec2_backend
            groups = [ec2.get_security_group_from_id(id_) for id_ in self._get_param("SecurityGroups")]
            ec2.get_network_interface(target.network_interface_id)._group_set = groups
        return OWN["modify_mount_target_security_groups"](self)


def install():
    """Puts all this in the place of moto's own."""
    for name, operation in vars(Operations).items():
        if not name.startswith("__"):
            setattr(EFSResponse, name, operation)
