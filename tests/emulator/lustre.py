"""FSx for Lustre; its operations take the place of moto's, which makes whatever it is told.

What is there is kept as the API shows it, and has a network interface in its subnet.
"""

import copy
import datetime
import json

from moto.core.utils import unix_time
from moto.ec2 import ec2_backends
from moto.fsx.responses import FSxResponse
from moto.moto_api._internal import mock_random
from moto.utilities.utils import get_partition

from lustre_rules import Network, check_change, check_configuration, deployment_of, refuse

# The file systems of each account and region, by their ids.
FILE_SYSTEMS = {}


def default_version(configuration):
    if deployment_of(configuration) != "PERSISTENT_2":
        return "2.10"
    return "2.15" if "MetadataConfiguration" in configuration else "2.12"


class Operations(FSxResponse):
    """Their names are those of the operations, in snake case."""

    @property
    def known(self):
        return FILE_SYSTEMS.setdefault((self.current_account, self.region), {})

    @property
    def ec2(self):
        return ec2_backends[self.current_account][self.region]

    def find(self, id_):
        if id_ not in self.known:
            refuse(f"File system '{id_}' does not exist.", "FileSystemNotFound")
        return self.known[id_]

    def create_file_system(self):
        given = json.loads(self.body)
        if given["FileSystemType"] != "LUSTRE":
            refuse(f"this emulator has file systems for Lustre alone, not {given['FileSystemType']}")
        check_configuration(given)
        subnet = Network(self.current_account, self.region).check(given)
        id_ = f"fs-{mock_random.get_random_hex(17)}"
        partition = get_partition(self.region)
        suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
        configuration = given.get("LustreConfiguration", {})
        deployment = deployment_of(configuration)
        interface = self.ec2.create_network_interface(
            subnet["SubnetId"], [], group_ids=given.get("SecurityGroupIds"), description="ENI for FSx Lustre"
        )
        self.known[id_] = made = {
            "OwnerId": self.current_account,
            "CreationTime": unix_time(datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)),
            "FileSystemId": id_,
            "FileSystemType": "LUSTRE",
            "FileSystemTypeVersion": given.get("FileSystemTypeVersion") or default_version(configuration),
            "Lifecycle": "AVAILABLE",
            "StorageCapacity": given["StorageCapacity"],
            "StorageType": given.get("StorageType", "SSD"),
            "VpcId": subnet["VpcId"],
            "SubnetIds": given["SubnetIds"],
            "NetworkInterfaceIds": [interface.id],
            "DNSName": f"{id_}.fsx.{self.region}.{suffix}",
            "ResourceARN": f"arn:{partition}:fsx:{self.region}:{self.current_account}:file-system/{id_}",
            "Tags": given.get("Tags", []),
            "LustreConfiguration": {
                "AutomaticBackupRetentionDays": 0,
                "DataCompressionType": "NONE",
                "WeeklyMaintenanceStartTime": "1:05:00",
                **configuration,
                "DeploymentType": deployment,
                "MountName": "fsx" if deployment == "SCRATCH_1" else mock_random.get_random_string(8, lower_case=True),
            },
        }
        if deployment.startswith("PERSISTENT"):
            made["KmsKeyId"] = given.get("KmsKeyId", "alias/aws/fsx")
        return json.dumps({"FileSystem": made})

    def describe_file_systems(self):
        asked = json.loads(self.body).get("FileSystemIds")
        found = [self.find(id_) for id_ in asked] if asked else list(self.known.values())
        return json.dumps({"FileSystems": found})

    def update_file_system(self):
        given = json.loads(self.body)
        known = self.find(given["FileSystemId"])
        check_change(known, given)
        changed = copy.deepcopy(known)
        changed["LustreConfiguration"].update(given.get("LustreConfiguration", {}))
        changed.update({name: given[name] for name in ("StorageCapacity",) if name in given})
        self.known[given["FileSystemId"]] = changed
        return json.dumps({"FileSystem": changed})

    def delete_file_system(self):
        given = json.loads(self.body)
        gone = self.find(given["FileSystemId"])
        for interface in gone["NetworkInterfaceIds"]:
            self.ec2.get_network_interface(interface).delete()
        del self.known[gone["FileSystemId"]]
        return json.dumps({"FileSystemId": gone["FileSystemId"], "Lifecycle": "DELETING"})

    def of_arn(self, arn):
        return self.find(arn.rpartition("/")[2])

    def tag_resource(self):
        given = json.loads(self.body)
        made = self.of_arn(given["ResourceARN"])
        new = {tag["Key"] for tag in given["Tags"]}
        made["Tags"] = [tag for tag in made["Tags"] if tag["Key"] not in new] + given["Tags"]
        return "{}"

    def untag_resource(self):
        given = json.loads(self.body)
        made = self.of_arn(given["ResourceARN"])
        made["Tags"] = [tag for tag in made["Tags"] if tag["Key"] not in given["TagKeys"]]
        return "{}"

    def list_tags_for_resource(self):
        return json.dumps({"Tags": self.of_arn(json.loads(self.body)["ResourceARN"])["Tags"]})


def install():
    """Puts all this in the place of moto's own."""
    for name, operation in vars(Operations).items():
        if not name.startswith("__"):
            setattr(FSxResponse, name, operation)
