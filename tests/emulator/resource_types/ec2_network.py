"""VPCs and what lies in them."""

import json

from moto.cloudformation.exceptions import ValidationError

from registry import adopts, coerce_bool, handles


@handles("AWS::EC2::VPC")
def vpc(r):
    switches = r.take_flat("EnableDnsSupport", "EnableDnsHostnames")
    made = r.call_with_rest("ec2", "create_vpc", **r.tags("vpc"))["Vpc"]
    id_ = made["VpcId"]
    for name, value in switches.items():
        r.call("ec2", "modify_vpc_attribute", VpcId=id_, **{name: {"Value": coerce_bool(value)}})
    yield from existing_vpc(r, id_)


@adopts("AWS::EC2::VPC")
def existing_vpc(r, VpcId):
    (made,), id_ = r.call("ec2", "describe_vpcs", VpcIds=[VpcId])["Vpcs"], VpcId
    of_vpc = [{"Name": "vpc-id", "Values": [id_]}]
    groups = r.call("ec2", "describe_security_groups", Filters=of_vpc)["SecurityGroups"]
    acls = r.call("ec2", "describe_network_acls", Filters=of_vpc)["NetworkAcls"]
    yield (
        id_,
        {
            "VpcId": id_,
            "CidrBlock": made["CidrBlock"],
            "CidrBlockAssociations": [a["AssociationId"] for a in made["CidrBlockAssociationSet"]],
            "Ipv6CidrBlocks": [a["Ipv6CidrBlock"] for a in made.get("Ipv6CidrBlockAssociationSet", [])],
            "DefaultSecurityGroup": groups[0]["GroupId"],
            "DefaultNetworkAcl": acls[0]["NetworkAclId"],
        },
    )
    r.call("ec2", "delete_vpc", VpcId=id_)


@handles("AWS::EC2::Subnet")
def subnet(r):
    public = r.take("MapPublicIpOnLaunch")
    made = r.call_with_rest("ec2", "create_subnet", **r.tags("subnet"))["Subnet"]
    id_ = made["SubnetId"]
    if public is not None:
        r.call("ec2", "modify_subnet_attribute", SubnetId=id_, MapPublicIpOnLaunch={"Value": coerce_bool(public)})
    yield from existing_subnet(r, id_)


@adopts("AWS::EC2::Subnet")
def existing_subnet(r, SubnetId):
    (found,) = r.call("ec2", "describe_subnets", SubnetIds=[SubnetId])["Subnets"]
    yield SubnetId, {name: found[name] for name in ("SubnetId", "VpcId", "CidrBlock", "AvailabilityZone")}
    r.call("ec2", "delete_subnet", SubnetId=SubnetId)


@handles("AWS::EC2::InternetGateway")
def internet_gateway(r):
    id_ = r.call_with_rest("ec2", "create_internet_gateway", **r.tags("internet-gateway"))["InternetGateway"][
        "InternetGatewayId"
    ]
    yield from existing_internet_gateway(r, id_)


@adopts("AWS::EC2::InternetGateway")
def existing_internet_gateway(r, InternetGatewayId):
    r.call("ec2", "describe_internet_gateways", InternetGatewayIds=[InternetGatewayId])
    yield InternetGatewayId, {"InternetGatewayId": InternetGatewayId}
    r.call("ec2", "delete_internet_gateway", InternetGatewayId=InternetGatewayId)


@handles("AWS::EC2::VPCGatewayAttachment")
def gateway_attachment(r):
    ends = r.take_flat("VpcId", "InternetGatewayId", "VpnGatewayId")
    kind = "vpn" if "VpnGatewayId" in ends else "internet"
    r.call("ec2", f"attach_{kind}_gateway", **ends)
    short = "VGW" if kind == "vpn" else "IGW"
    yield f"{short}|{ends['VpcId']}", {"AttachmentType": short}
    r.call("ec2", f"detach_{kind}_gateway", **ends)


@adopts("AWS::EC2::VPCGatewayAttachment")
def existing_gateway_attachment(r, AttachmentType, VpcId):
    if AttachmentType != "IGW":
        raise ValidationError(message="this emulator imports attachments of internet gateways only")
    of_vpc = [{"Name": "attachment.vpc-id", "Values": [VpcId]}]
    found = r.call("ec2", "describe_internet_gateways", Filters=of_vpc)["InternetGateways"]
    if not found:
        raise ValidationError(message=f"no internet gateway is attached to {VpcId}")
    gateway = found[0]["InternetGatewayId"]
    if r.properties.get("InternetGatewayId", gateway) != gateway:
        raise ValidationError(message=f"{gateway} is attached to {VpcId}, not {r.properties['InternetGatewayId']}")
    yield f"IGW|{VpcId}", {"AttachmentType": "IGW"}
    r.call("ec2", "detach_internet_gateway", VpcId=VpcId, InternetGatewayId=gateway)


@handles("AWS::EC2::RouteTable")
def route_table(r):
    id_ = r.call_with_rest("ec2", "create_route_table", **r.tags("route-table"))["RouteTable"]["RouteTableId"]
    yield from existing_route_table(r, id_)


@adopts("AWS::EC2::RouteTable")
def existing_route_table(r, RouteTableId):
    r.call("ec2", "describe_route_tables", RouteTableIds=[RouteTableId])
    yield RouteTableId, {"RouteTableId": RouteTableId}
    r.call("ec2", "delete_route_table", RouteTableId=RouteTableId)


@handles("AWS::EC2::Route")
def route(r):
    table = r.properties["RouteTableId"]
    destination = {name: value for name, value in r.properties.items() if name.startswith("Destination")}
    r.call_with_rest("ec2", "create_route")
    (block,) = destination.values()
    yield f"{table}|{block}", {"CidrBlock": block}
    r.call("ec2", "delete_route", RouteTableId=table, **destination)


@adopts("AWS::EC2::Route")
def existing_route(r, RouteTableId, CidrBlock):
    (table,) = r.call("ec2", "describe_route_tables", RouteTableIds=[RouteTableId])["RouteTables"]
    if CidrBlock not in [route.get("DestinationCidrBlock") for route in table["Routes"]]:
        raise ValidationError(message=f"{RouteTableId} has no route to {CidrBlock}")
    yield f"{RouteTableId}|{CidrBlock}", {"CidrBlock": CidrBlock}
    r.call("ec2", "delete_route", RouteTableId=RouteTableId, DestinationCidrBlock=CidrBlock)


@handles("AWS::EC2::SubnetRouteTableAssociation")
def route_table_association(r):
    id_ = r.call_with_rest("ec2", "associate_route_table")["AssociationId"]
    yield id_, {"Id": id_}
    r.call("ec2", "disassociate_route_table", AssociationId=id_)


@adopts("AWS::EC2::SubnetRouteTableAssociation")
def existing_route_table_association(r, Id):
    by_id = [{"Name": "association.route-table-association-id", "Values": [Id]}]
    if not r.call("ec2", "describe_route_tables", Filters=by_id)["RouteTables"]:
        raise ValidationError(message=f"no route table has the association {Id}")
    yield Id, {"Id": Id}
    r.call("ec2", "disassociate_route_table", AssociationId=Id)


@handles("AWS::EC2::NatGateway")
def nat_gateway(r):
    id_ = r.call_with_rest("ec2", "create_nat_gateway", **r.tags("natgateway"))["NatGateway"]["NatGatewayId"]
    yield from existing_nat_gateway(r, id_)


@adopts("AWS::EC2::NatGateway")
def existing_nat_gateway(r, NatGatewayId):
    if not r.call("ec2", "describe_nat_gateways", NatGatewayIds=[NatGatewayId])["NatGateways"]:
        raise ValidationError(message=f"no NAT gateway {NatGatewayId}")
    yield NatGatewayId, {"NatGatewayId": NatGatewayId}
    r.call("ec2", "delete_nat_gateway", NatGatewayId=NatGatewayId)


@handles("AWS::EC2::EIP")
def eip(r):
    instance = r.take("InstanceId")
    made = r.call_with_rest("ec2", "allocate_address", **r.tags("elastic-ip"))
    if instance:
        r.call("ec2", "associate_address", AllocationId=made["AllocationId"], InstanceId=instance)
    yield made["PublicIp"], {"PublicIp": made["PublicIp"], "AllocationId": made["AllocationId"]}
    if instance:
        r.call("ec2", "disassociate_address", PublicIp=made["PublicIp"])
    r.call("ec2", "release_address", AllocationId=made["AllocationId"])


@adopts("AWS::EC2::EIP")
def existing_eip(r, PublicIp, AllocationId):
    (found,) = r.call("ec2", "describe_addresses", AllocationIds=[AllocationId])["Addresses"]
    if found["PublicIp"] != PublicIp:
        raise ValidationError(message=f"{AllocationId} is {found['PublicIp']}, not {PublicIp}")
    yield PublicIp, {"PublicIp": PublicIp, "AllocationId": AllocationId}
    (found,) = r.call("ec2", "describe_addresses", AllocationIds=[AllocationId])["Addresses"]
    if "InstanceId" in r.resolved and found.get("AssociationId"):
        r.call("ec2", "disassociate_address", AssociationId=found["AssociationId"])
    r.call("ec2", "release_address", AllocationId=AllocationId)


@handles("AWS::EC2::EIPAssociation")
def eip_association(r):
    address = r.take("EIP")
    id_ = r.call_with_rest("ec2", "associate_address", **({"PublicIp": address} if address else {}))["AssociationId"]
    yield id_, {"Id": id_}
    r.call("ec2", "disassociate_address", AssociationId=id_)


@adopts("AWS::EC2::EIPAssociation")
def existing_eip_association(r, Id):
    by_id = [{"Name": "association-id", "Values": [Id]}]
    if not r.call("ec2", "describe_addresses", Filters=by_id)["Addresses"]:
        raise ValidationError(message=f"no address has the association {Id}")
    yield Id, {"Id": Id}
    r.call("ec2", "disassociate_address", AssociationId=Id)


def services_with_endpoints(r):
    return [each["ServiceName"] for each in r.call("ec2", "describe_vpc_endpoint_services")["ServiceDetails"]]


@handles("AWS::EC2::VPCEndpoint")
def vpc_endpoint(r):
    policy, service = r.take("PolicyDocument"), r.properties.get("ServiceName", "")
    document = {"PolicyDocument": json.dumps(policy)} if policy else {}
    if service.startswith("com.amazonaws.") and service not in services_with_endpoints(r):
        raise ValidationError(message=f"The Vpc Endpoint Service '{service}' does not exist")
    made = r.call_with_rest("ec2", "create_vpc_endpoint", **document, **r.tags("vpc-endpoint"))["VpcEndpoint"]
    id_ = made["VpcEndpointId"]
    entries = [f"{entry['HostedZoneId']}:{entry['DnsName']}" for entry in made.get("DnsEntries", [])]
    yield id_, {"Id": id_, "DnsEntries": entries, "NetworkInterfaceIds": made.get("NetworkInterfaceIds", [])}
    r.call("ec2", "delete_vpc_endpoints", VpcEndpointIds=[id_])


@handles("AWS::EC2::NetworkInterface")
def network_interface(r):
    arguments, check = r.tags("network-interface"), r.take("SourceDestCheck")
    if groups := r.take("GroupSet"):
        arguments["Groups"] = groups
    made = r.call_with_rest("ec2", "create_network_interface", **arguments)["NetworkInterface"]
    id_ = made["NetworkInterfaceId"]
    if check is not None:
        value = {"Value": coerce_bool(check)}
        r.call("ec2", "modify_network_interface_attribute", NetworkInterfaceId=id_, SourceDestCheck=value)
    secondary = [each["PrivateIpAddress"] for each in made.get("PrivateIpAddresses", []) if not each.get("Primary")]
    attributes = {"PrimaryPrivateIpAddress": made["PrivateIpAddress"], "SecondaryPrivateIpAddresses": secondary}
    yield id_, {"Id": id_, "VpcId": made["VpcId"], **attributes}
    r.call("ec2", "delete_network_interface", NetworkInterfaceId=id_)


@handles("AWS::EC2::NetworkInterfaceAttachment")
def network_interface_attachment(r):
    r.take("DeleteOnTermination")  # nothing here ends by itself
    id_ = r.call_with_rest("ec2", "attach_network_interface")["AttachmentId"]
    yield id_, {"AttachmentId": id_}
    r.call("ec2", "detach_network_interface", AttachmentId=id_)


@handles("AWS::EC2::FlowLog")
def flow_log(r):
    target = {"ResourceIds": [r.take("ResourceId")], **r.tags("vpc-flow-log")}
    made = r.call_with_rest("ec2", "create_flow_logs", **target)
    if made["Unsuccessful"]:
        raise ValidationError(message=made["Unsuccessful"][0]["Error"]["Message"])
    (id_,) = made["FlowLogIds"]
    yield id_, {"Id": id_}
    r.call("ec2", "delete_flow_logs", FlowLogIds=[id_])
