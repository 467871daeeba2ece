"""VPCs that are there before anything is deployed."""

import json
import re

from moto.ec2 import ec2_backends
from moto.ec2.models import subnets, vpcs

from registry import log


def create_existing(path):
    """Makes the VPCs of a cdk.context.json, under their own ids."""
    with open(path) as file:
        context = json.load(file)
    for key, found in context.items():
        if not key.startswith("vpc-provider:") or "vpcId" not in found:
            continue
        account = re.search(r":account=(\d+)", key).group(1)
        region = re.search(r":region=([a-z0-9-]+)", key).group(1)
        ec2 = ec2_backends[account][region]
        if found["vpcId"] in ec2.vpcs:
            continue
        generators = vpcs.random_vpc_id, subnets.random_subnet_id
        try:
            vpcs.random_vpc_id = lambda: found["vpcId"]
            ec2.create_vpc(found["vpcCidrBlock"])
            for group in found["subnetGroups"]:
                for item in group["subnets"]:
                    subnets.random_subnet_id = lambda: item["subnetId"]
                    ec2.create_subnet(found["vpcId"], item["cidr"], availability_zone=item["availabilityZone"])
        finally:
            vpcs.random_vpc_id, subnets.random_subnet_id = generators
        log(f"existing VPC {found['vpcId']} in {account}/{region}")
