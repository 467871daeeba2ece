"""Instances, their launch templates and disks."""

import base64
import time

from moto.cloudformation.exceptions import ValidationError

from registry import adopts, coerce_bool, handles


@handles("AWS::EC2::LaunchTemplate")
def launch_template(r):
    r.properties.setdefault("LaunchTemplateName", r.name(limit=128))
    made = r.call_with_rest("ec2", "create_launch_template")["LaunchTemplate"]
    yield from existing_launch_template(r, made["LaunchTemplateId"])


@adopts("AWS::EC2::LaunchTemplate")
def existing_launch_template(r, LaunchTemplateId):
    (made,), id_ = (
        r.call("ec2", "describe_launch_templates", LaunchTemplateIds=[LaunchTemplateId])["LaunchTemplates"],
        LaunchTemplateId,
    )
    yield (
        id_,
        {
            "LaunchTemplateId": id_,
            "DefaultVersionNumber": str(made["DefaultVersionNumber"]),
            "LatestVersionNumber": str(made["LatestVersionNumber"]),
        },
    )
    r.call("ec2", "delete_launch_template", LaunchTemplateId=id_)


def with_sizes_of_image(r, mappings):
    """A disk that the image has as well needs no size of its own; moto asks for one of every disk.

    Images that moto does not know are nobody's here, and run all the same: then every disk must say its size.
    """
    if all("VolumeSize" in mapping.get("Ebs", {}) for mapping in mappings):
        return mappings
    image = r.call("ec2", "describe_images", ImageIds=[r.properties["ImageId"]])["Images"][0]
    own = {mapping["DeviceName"]: mapping.get("Ebs", {}) for mapping in image["BlockDeviceMappings"]}

    def complete(mapping):
        disk = mapping.get("Ebs")
        known = own.get(mapping["DeviceName"])
        if disk is None or known is None or "VolumeSize" in disk or "SnapshotId" in disk:
            return mapping
        return {**mapping, "Ebs": {"VolumeSize": known["VolumeSize"], **disk}}

    return [complete(mapping) for mapping in mappings]


@handles("AWS::EC2::Instance")
def instance(r):
    arguments = r.tags("instance")
    if profile := r.take("IamInstanceProfile"):
        arguments["IamInstanceProfile"] = {"Name": profile}
    if data := r.take("UserData"):
        arguments["UserData"] = base64.b64decode(data, validate=True)  # boto3 encodes it again
    if zone := r.take("AvailabilityZone"):
        arguments["Placement"] = {"AvailabilityZone": zone}
    if (monitoring := r.take("Monitoring")) is not None:
        arguments["Monitoring"] = {"Enabled": monitoring}
    if credits := r.take("CreditSpecification"):
        arguments["CreditSpecification"] = {"CpuCredits": credits["CPUCredits"]}
    check = r.take("SourceDestCheck")
    if mappings := r.take("BlockDeviceMappings"):
        arguments["BlockDeviceMappings"] = with_sizes_of_image(r, mappings)
    if interfaces := r.take("NetworkInterfaces"):
        arguments["NetworkInterfaces"] = [
            {"Groups" if key == "GroupSet" else key: value for key, value in interface.items()}
            for interface in interfaces
        ]
    r.take("PropagateTagsToVolumeOnCreation")
    made = r.call_with_rest("ec2", "run_instances", MinCount=1, MaxCount=1, **arguments)["Instances"][0]
    id_ = made["InstanceId"]
    if check is not None:
        r.call("ec2", "modify_instance_attribute", InstanceId=id_, SourceDestCheck={"Value": coerce_bool(check)})
    yield from existing_instance(r, id_)


@adopts("AWS::EC2::Instance")
def existing_instance(r, InstanceId):
    id_, made = (
        InstanceId,
        r.call("ec2", "describe_instances", InstanceIds=[InstanceId])["Reservations"][0]["Instances"][0],
    )
    yield (
        id_,
        {
            "InstanceId": id_,
            "AvailabilityZone": made["Placement"]["AvailabilityZone"],
            "PrivateDnsName": made.get("PrivateDnsName", ""),
            "PrivateIp": made.get("PrivateIpAddress", ""),
            "PublicDnsName": made.get("PublicDnsName", ""),
            "PublicIp": made.get("PublicIpAddress", ""),
            "VpcId": made.get("VpcId", ""),
        },
    )
    r.call("ec2", "terminate_instances", InstanceIds=[id_])
    wait_for_the_end(r, id_)


def wait_for_the_end(r, id_):
    """An instance is deleted once it has shut down."""
    ended = [{"Name": "instance-state-name", "Values": ["terminated"]}, {"Name": "instance-id", "Values": [id_]}]
    deadline = time.monotonic() + 60
    while not r.call("ec2", "describe_instances", Filters=ended)["Reservations"]:
        if time.monotonic() > deadline:
            raise ValidationError(message=f"{id_} did not stabilize")
        time.sleep(0.1)


@handles("AWS::EC2::Volume")
def volume(r):
    arguments = r.tags("volume")
    made = r.call_with_rest("ec2", "create_volume", **arguments)
    yield from existing_volume(r, made["VolumeId"])


@adopts("AWS::EC2::Volume")
def existing_volume(r, VolumeId):
    r.call("ec2", "describe_volumes", VolumeIds=[VolumeId])
    yield VolumeId, {"VolumeId": VolumeId}
    r.call("ec2", "delete_volume", VolumeId=VolumeId)
