"""VPCs, hosted zones, keys, certificates and secrets that are there before anything is deployed."""

import json
import re
from contextlib import contextmanager
from types import SimpleNamespace

from moto.acm import acm_backends
from moto.acm import models as acm
from moto.ec2 import ec2_backends
from moto.ec2.models import route_tables, subnets, vpcs
from moto.kms import kms_backends
from moto.kms import models as kms
from moto.route53 import models as route53
from moto.route53 import route53_backends
from moto.secretsmanager import models as secretsmanager
from moto.secretsmanager import secretsmanager_backends
from moto.utilities.utils import get_partition

from registry import log


def create_existing(path):
    """Makes the VPCs of a cdk.context.json, with their subnets and route tables, its hosted zones and its keys, under their own ids.

    Certificates and secrets are none that the toolkit looks up, but may stand there as well, by their ARNs.
    """
    with open(path) as file:
        context = json.load(file)
    for key, found in context.items():
        if key.startswith("vpc-provider:") and "vpcId" in found:
            create_vpc(*place(key), found)
        elif key.startswith("hosted-zone:") and "Id" in found:
            create_hosted_zone(*place(key), found)
        elif key.startswith("key-provider:") and "keyId" in found:
            create_key(*place(key), found)
        elif key.startswith("certificate:"):
            create_certificate(*place(key), found)
        elif key.startswith("secret:"):
            create_secret(*place(key), found)


def place(key):
    """The account and region of a key."""
    return re.search(r":account=(\d+)", key).group(1), re.search(r":region=([a-z0-9-]+)", key).group(1)


def create_vpc(account, region, found):
    ec2 = ec2_backends[account][region]
    if found["vpcId"] in ec2.vpcs:
        return
    with next_id(vpcs, "random_vpc_id", found["vpcId"]):
        ec2.create_vpc(found["vpcCidrBlock"])
    if any(group["type"] == "Public" for group in found["subnetGroups"]):
        ec2.attach_internet_gateway(ec2.create_internet_gateway().id, found["vpcId"])
    for group in found["subnetGroups"]:
        for item in group["subnets"]:
            with next_id(subnets, "random_subnet_id", item["subnetId"]):
                ec2.create_subnet(found["vpcId"], item["cidr"], availability_zone=item["availabilityZone"])
            if "routeTableId" in item:
                route_table(ec2, found["vpcId"], item["routeTableId"], item["subnetId"])
    log(f"existing VPC {found['vpcId']} in {account}/{region}")


def create_hosted_zone(account, region, found):
    id_ = found["Id"].removeprefix("/hostedzone/")
    with next_id(route53, "create_route53_zone_id", id_):
        route53_backends[account][get_partition(region)].create_hosted_zone(found["Name"], private_zone=False)
    log(f"existing hosted zone {id_} in {account}")


def create_key(account, region, found):
    with next_id(kms, "generate_key_id", found["keyId"]):
        kms_backends[account][region].create_key(None, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "", None)
    log(f"existing key {found['keyId']} in {account}/{region}")


def create_certificate(account, region, found):
    with next_id(acm, "make_arn_for_certificate", found["certificateArn"]):
        acm_backends[account][region].request_certificate(found["domainName"], None, [], [])
    log(f"existing certificate of {found['domainName']} in {account}/{region}")


def create_secret(account, region, found):
    # behind the name, an ARN has six characters of AWS's own
    name = found["secretArn"].rpartition(":")[2][:-7]
    identifier = SimpleNamespace(generate=lambda *_, **__: found["secretArn"])
    with next_id(secretsmanager, "SecretsManagerSecretIdentifier", identifier):
        secretsmanager_backends[account][region].create_secret(
            name, found["text"], None, description=None, tags=None, kms_key_id=None, client_request_token=None,
            replica_regions=[], force_overwrite=False,
        )  # fmt: skip
    log(f"existing secret {name} in {account}/{region}")


def route_table(ec2, vpc, table, subnet):
    """Gives a subnet its route table, which may be that of others too."""
    if table not in ec2.route_tables:
        with next_id(route_tables, "random_route_table_id", table):
            ec2.create_route_table(vpc)
    ec2.associate_route_table(table, subnet_id=subnet)


@contextmanager
def next_id(module, name, value):
    """Lets moto choose this id."""
    choose = getattr(module, name)
    setattr(module, name, lambda *_, **__: value)
    try:
        yield
    finally:
        setattr(module, name, choose)
