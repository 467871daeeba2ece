"""What FSx asks of a file system for Lustre before it makes or changes one."""

import ipaddress
import re

from botocore.exceptions import ClientError
from moto.core.exceptions import JsonRESTError

from services import client

# The sizes in GiB that there are beside multiples of the last.
SIZES = {"SCRATCH_1": (1200, 2400, 3600), "SCRATCH_2": (1200, 2400), "PERSISTENT_1": (1200, 2400), "PERSISTENT_2": (1200, 2400)}
# Of hard disks, by their throughput, the size of which all are multiples.
DISK_SIZES = {12: 6000, 40: 1800}
# In MB/s for each TiB.
THROUGHPUT = {("PERSISTENT_1", "SSD"): (50, 100, 200), ("PERSISTENT_1", "HDD"): (12, 40),
              ("PERSISTENT_2", "SSD"): (125, 250, 500, 1000)}  # fmt: skip
VERSIONS = {"SCRATCH_1": ("2.10", "2.12", "2.15"), "SCRATCH_2": ("2.10", "2.12", "2.15"),
            "PERSISTENT_1": ("2.10", "2.12", "2.15"), "PERSISTENT_2": ("2.12", "2.15")}  # fmt: skip
# How many operations on metadata a second can be paid for, beside multiples of the last.
METADATA_IOPS = (1500, 3000, 6000, 12000)
MOST_METADATA_IOPS = 192000
IMPORTING = ("AutoImportPolicy", "ExportPath", "ImportPath", "ImportedFileChunkSize")
BACKUPS = ("AutomaticBackupRetentionDays", "CopyTagsToBackups", "DailyAutomaticBackupStartTime")
DAILY = r"([01]\d|2[0-3]):[0-5]\d"
WEEKLY = rf"[1-7]:{DAILY}"
PORT = 988


def refuse(message, code="BadRequest"):
    raise JsonRESTError(code, message)


def is_size(size, sizes):
    return size in sizes or (size > sizes[-1] and size % sizes[-1] == 0)


def deployment_of(configuration):
    return configuration.get("DeploymentType", "SCRATCH_1")


def check_size(size, configuration, storage):
    deployment = deployment_of(configuration)
    if size is None:
        refuse("StorageCapacity must be specified for this file system")
    if storage == "HDD":
        step = DISK_SIZES[configuration["PerUnitStorageThroughput"]]
        if size % step or not size:
            refuse(f"Invalid storage capacity {size} GiB. Storage capacity must be a multiple of {step} GiB")
    elif not is_size(size, SIZES[deployment]):
        known = ", ".join(map(str, SIZES[deployment]))
        refuse(
            f"Invalid storage capacity {size} GiB for deployment type {deployment}. Storage capacity must be {known} GiB "
            f"or a multiple of {SIZES[deployment][-1]} GiB"
        )


def check_configuration(given):
    """What fits together of a new file system's kind, size, speed and times."""
    configuration, storage = given.get("LustreConfiguration", {}), given.get("StorageType", "SSD")
    deployment = deployment_of(configuration)
    if deployment not in SIZES:
        refuse(f"Invalid deployment type: {deployment}")
    persistent = deployment.startswith("PERSISTENT")
    if storage not in ("SSD", "HDD"):
        refuse(f"this emulator has file systems on SSD and HDD, not on {storage}")
    if storage == "HDD" and deployment != "PERSISTENT_1":
        refuse(f"Storage type HDD is not supported for deployment type {deployment}")
    if ("DriveCacheType" in configuration) != (storage == "HDD"):
        refuse("DriveCacheType must be specified when the storage type is HDD, and with no other")
    throughput = configuration.get("PerUnitStorageThroughput")
    if persistent and throughput not in THROUGHPUT[deployment, storage]:
        known = ", ".join(map(str, THROUGHPUT[deployment, storage]))
        refuse(
            f"Invalid PerUnitStorageThroughput {throughput} for deployment type {deployment} and storage type {storage}: "
            f"one of {known}",
            "InvalidPerUnitStorageThroughput",
        )
    if not persistent and throughput is not None:
        refuse(f"PerUnitStorageThroughput is not supported for deployment type {deployment}")
    check_size(given.get("StorageCapacity"), configuration, storage)
    version = given.get("FileSystemTypeVersion")
    if version is not None and version not in VERSIONS[deployment]:
        refuse(f"FileSystemTypeVersion {version} is not supported for deployment type {deployment}")
    if not persistent and "KmsKeyId" in given:
        refuse(f"A KMS key is not supported for deployment type {deployment}")
    if not persistent and (wrong := [name for name in BACKUPS if configuration.get(name)]):
        refuse(f"Backups are not supported for deployment type {deployment}: {', '.join(wrong)}")
    if deployment == "PERSISTENT_2" and (wrong := [name for name in IMPORTING if name in configuration]):
        refuse(f"{', '.join(wrong)} not supported for PERSISTENT_2: create a data repository association")
    if "ExportPath" in configuration and "ImportPath" not in configuration:
        refuse("ExportPath needs an ImportPath", "InvalidExportPath")
    check_metadata(configuration, deployment)
    check_times(configuration)


def check_metadata(configuration, deployment):
    wanted = configuration.get("MetadataConfiguration")
    if configuration.get("EfaEnabled") and (deployment != "PERSISTENT_2" or wanted is None):
        refuse("EfaEnabled needs deployment type PERSISTENT_2 with a metadata configuration")
    if wanted is None:
        return
    if deployment != "PERSISTENT_2":
        refuse(f"MetadataConfiguration is not supported for deployment type {deployment}")
    mode, iops = wanted.get("Mode"), wanted.get("Iops")
    if mode not in ("AUTOMATIC", "USER_PROVISIONED") or (iops is not None) != (mode == "USER_PROVISIONED"):
        refuse("MetadataConfiguration is AUTOMATIC without Iops, or USER_PROVISIONED with Iops")
    if iops is not None and (not is_size(iops, METADATA_IOPS) or iops > MOST_METADATA_IOPS):
        refuse(f"Invalid metadata Iops {iops}")


def check_times(configuration):
    days = configuration.get("AutomaticBackupRetentionDays")
    if days is not None and not 0 <= days <= 90:
        refuse(f"Invalid AutomaticBackupRetentionDays {days}: between 0 and 90 is")
    daily, weekly = (configuration.get(n) for n in ("DailyAutomaticBackupStartTime", "WeeklyMaintenanceStartTime"))
    if daily is not None and not days:
        refuse("DailyAutomaticBackupStartTime needs AutomaticBackupRetentionDays")
    if daily is not None and not re.fullmatch(DAILY, daily):
        refuse(f"Invalid DailyAutomaticBackupStartTime {daily}: HH:MM is")
    if weekly is not None and not re.fullmatch(WEEKLY, weekly):
        refuse(f"Invalid WeeklyMaintenanceStartTime {weekly}: d:HH:MM is")
    if configuration.get("DataCompressionType", "NONE") not in ("NONE", "LZ4"):
        refuse(f"Invalid DataCompressionType {configuration['DataCompressionType']}")


def check_change(known, given):
    """What may become of a file system that there is."""
    before, after = known["LustreConfiguration"], given.get("LustreConfiguration", {})
    size, storage = given.get("StorageCapacity"), known["StorageType"]
    if given.get("StorageType", storage) != storage:
        refuse("The storage type of a Lustre file system cannot be changed")
    if size is not None and size != known["StorageCapacity"]:
        if before["DeploymentType"] == "SCRATCH_1":
            refuse("Storage capacity cannot be changed for deployment type SCRATCH_1", "UnsupportedOperation")
        if size < known["StorageCapacity"] * 1.1:
            refuse(
                f"The requested storage capacity {size} GiB must be at least 10 percent more than the current one, "
                f"{known['StorageCapacity']} GiB"
            )
        check_size(size, before, storage)
    check_times({**before, **after})
    check_metadata({**before, **after}, before["DeploymentType"])


class Network:
    """The subnet and security groups of a file system, in an account and region."""

    def __init__(self, account, region):
        self.ec2 = client("ec2", account, region)
        self.kms = client("kms", account, region)

    def check(self, given):
        """Refuses a network in which clients could not reach the file system, nor its servers each other; the key is then an ARN."""
        subnets, groups = given.get("SubnetIds", []), given.get("SecurityGroupIds", [])
        if len(subnets) != 1:
            refuse("Exactly one subnet ID must be provided for a Lustre file system")
        try:
            (subnet,) = self.ec2.describe_subnets(SubnetIds=subnets)["Subnets"]
            of_vpc = {"Name": "vpc-id", "Values": [subnet["VpcId"]]}
            default = [of_vpc, {"Name": "group-name", "Values": ["default"]}]
            chosen = {"GroupIds": groups} if groups else {"Filters": default}
            found = self.ec2.describe_security_groups(**chosen)["SecurityGroups"]
        except ClientError as error:
            refuse(error.response["Error"]["Message"], "InvalidNetworkSettings")
        if strangers := [each["GroupId"] for each in found if each["VpcId"] != subnet["VpcId"]]:
            refuse(f"{', '.join(strangers)} not in the VPC of the subnet, {subnet['VpcId']}", "InvalidNetworkSettings")
        for direction in ("IpPermissions", "IpPermissionsEgress"):
            if not any(self.permits(rule, found, subnet) for group in found for rule in group[direction]):
                refuse(
                    "The file system cannot be created because the default security group in the subnet provided or the "
                    f"provided security groups do not permit Lustre LNET network traffic on port {PORT}",
                    "InvalidNetworkSettings",
                )
        if key := given.get("KmsKeyId"):
            try:
                given["KmsKeyId"] = self.kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
            except ClientError:
                refuse(f"The KMS key {key} does not exist")
        return subnet

    @staticmethod
    def permits(rule, groups, subnet):
        """Whether a rule lets the file system's own servers talk to each other."""
        if rule["IpProtocol"] not in ("tcp", "6", "-1"):
            return False
        if rule["IpProtocol"] != "-1" and not rule["FromPort"] <= PORT <= rule["ToPort"]:
            return False
        own = {group["GroupId"] for group in groups}
        if any(pair["GroupId"] in own for pair in rule["UserIdGroupPairs"]):
            return True
        inside = ipaddress.ip_network(subnet["CidrBlock"])
        return any(inside.subnet_of(ipaddress.ip_network(each["CidrIp"])) for each in rule["IpRanges"])
