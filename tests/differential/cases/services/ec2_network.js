// Networks: VPCs, subnets, routes, NAT, endpoints and flow logs.
'use strict';
const {
  Annotations,
  CfnOutput,
  CfnParameter,
  Duration,
  Fn,
  Stack,
  aws_ec2: ec2,
  aws_iam: iam,
  aws_logs: logs,
  aws_s3: s3,
} = require('aws-cdk-lib');

const { SubnetType } = ec2;
const environment = { account: '111111111111', region: 'eu-west-1' };
const zones = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];

/** A VPC without the function that restricts its default security group. */
const network = (scope, props = {}, id = 'Vpc') =>
  new ec2.Vpc(scope, id, { restrictDefaultSecurityGroup: false, ...props });

/** A case with values that the toolkit looked up. */
const lookedUp = (values, build) => Object.assign(build, { context: values });

/** What shows which subnets a selection has: a group of subnets. */
const show = (scope, id, vpc, selection) =>
  new ec2.CfnVPCEndpoint(scope, id, {
    vpcId: vpc.vpcId,
    serviceName: 'shown',
    subnetIds: vpc.selectSubnets(selection).subnetIds,
  });

const output = (stack, id, value) => new CfnOutput(stack, id, { value });

/** An instance that waits for the way to the internet. */
const waiting = (scope, id, dependable) => {
  const instance = new ec2.CfnInstance(scope, id, { imageId: 'ami-1' });
  instance.node.addDependency(dependable);
  return instance;
};

/** aws-cdk-lib looks the zones up even where the VPC has its own. */
const ZONES = { 'availability-zones:account=111111111111:region=eu-west-1': [...zones, 'eu-west-1d'] };
const KEY = 'vpc-provider:account=111111111111:';
const answer = {
  vpcId: 'vpc-1',
  vpcCidrBlock: '10.0.0.0/16',
  ownerAccountId: '111111111111',
  availabilityZones: [],
  vpnGatewayId: 'vgw-1',
  subnetGroups: [
    {
      name: 'Ingress',
      type: 'Public',
      subnets: [
        { subnetId: 'subnet-p2', cidr: '10.0.1.0/24', availabilityZone: 'eu-west-1b', routeTableId: 'rtb-p2' },
        { subnetId: 'subnet-p1', cidr: '10.0.0.0/24', availabilityZone: 'eu-west-1a', routeTableId: 'rtb-p1' },
      ],
    },
    {
      name: 'Work',
      type: 'Private',
      subnets: [{ subnetId: 'subnet-w', cidr: '10.0.2.0/24', availabilityZone: 'eu-west-1c', routeTableId: 'rtb-w' }],
    },
    {
      name: 'Data',
      type: 'Isolated',
      subnets: [
        { subnetId: 'subnet-d1', cidr: '10.0.3.0/24', availabilityZone: 'eu-west-1a', routeTableId: 'rtb-d' },
        { subnetId: 'subnet-d2', cidr: '10.0.4.0/24', availabilityZone: 'eu-west-1a', routeTableId: 'rtb-d' },
      ],
    },
  ],
};

module.exports = {
  vpc_default(app) {
    network(new Stack(app, 'Network'));
  },

  /** With the function that restricts the default security group, as the recommended flags have it. */
  vpc_default_security_group(app) {
    new ec2.Vpc(new Stack(app, 'Network'), 'Vpc', { natGateways: 0 });
  },

  vpc_restricted_default_security_group(app) {
    const stack = new Stack(app, 'Network');
    new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: true });
    new ec2.Vpc(stack, 'Other', { natGateways: 0, restrictDefaultSecurityGroup: true });
  },

  vpc_without_nat(app) {
    network(new Stack(app, 'Network'), { natGateways: 0 });
  },

  vpc_one_nat_gateway(app) {
    network(new Stack(app, 'Network'), { natGateways: 1, maxAzs: 2 });
  },

  vpc_more_nat_gateways_than_zones(app) {
    network(new Stack(app, 'Network'), { natGateways: 9 });
  },

  vpc_one_zone(app) {
    network(new Stack(app, 'Network'), { maxAzs: 1 });
  },

  vpc_attributes(app) {
    const stack = new Stack(app, 'Network');
    const vpc = network(stack, {
      vpcName: 'main',
      enableDnsHostnames: false,
      enableDnsSupport: false,
      defaultInstanceTenancy: ec2.DefaultInstanceTenancy.DEDICATED,
    });
    new ec2.CfnVPCPeeringConnection(stack, 'Peering', { vpcId: vpc.vpcId, peerVpcId: 'vpc-2' });
    output(stack, 'Arn', vpc.vpcArn);
    output(stack, 'Cidr', vpc.vpcCidrBlock);
    output(stack, 'DefaultGroup', vpc.vpcDefaultSecurityGroup);
    output(stack, 'Acl', vpc.vpcDefaultNetworkAcl);
    output(stack, 'Gateway', vpc.internetGatewayId);
  },

  vpc_named_zones: lookedUp(ZONES, (app) => {
    network(new Stack(app, 'Network', { env: environment }), { availabilityZones: ['eu-west-1a', 'eu-west-1c'] });
  }),

  vpc_zones_looked_up: lookedUp(ZONES, (app) => {
    const stack = new Stack(app, 'Network', { env: environment });
    network(stack);
    network(stack, { maxAzs: 2 }, 'Two');
    network(stack, { maxAzs: 99 }, 'All');
  }),

  vpc_zones_of_context: lookedUp({ 'aws:cdk:availability-zones:fallback': ['a', 'b', 'c'] }, (app) => {
    network(new Stack(app, 'Network'), { natGateways: 1 });
  }),

  vpc_subnet_configuration: lookedUp(ZONES, (app) => {
    network(new Stack(app, 'Network', { env: environment }), {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/21'),
      availabilityZones: zones,
      subnetConfiguration: [
        { cidrMask: 24, name: 'Ingress', subnetType: SubnetType.PUBLIC },
        { cidrMask: 24, name: 'Application', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        { cidrMask: 28, name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED, reserved: true },
      ],
    });
  }),

  vpc_some_masks(app) {
    network(new Stack(app, 'Network'), {
      ipAddresses: ec2.IpAddresses.cidr('10.1.0.0/20'),
      subnetConfiguration: [
        { name: 'Rest', subnetType: SubnetType.PUBLIC },
        { name: 'Small', cidrMask: 28, subnetType: SubnetType.PRIVATE_ISOLATED },
        { name: 'Other rest', subnetType: SubnetType.PRIVATE_ISOLATED },
        { name: 'Large', cidrMask: 22, subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
    });
  },

  vpc_reserved_group(app) {
    network(new Stack(app, 'Network'), {
      natGateways: 1,
      subnetConfiguration: [
        { cidrMask: 26, name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { cidrMask: 26, name: 'Application1', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        { cidrMask: 26, name: 'Application2', subnetType: SubnetType.PRIVATE_WITH_EGRESS, reserved: true },
        { cidrMask: 27, name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
    });
  },

  vpc_reserved_zones(app) {
    network(new Stack(app, 'Network'), {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/21'),
      maxAzs: 3,
      reservedAzs: 1,
    });
  },

  vpc_isolated_only(app) {
    const stack = new Stack(app, 'Network');
    const vpc = network(stack, { subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED }] });
    waiting(stack, 'Instance', vpc.selectSubnets().internetConnectivityEstablished);
  },

  vpc_private_without_nat(app) {
    network(new Stack(app, 'Network'), {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Transit', subnetType: SubnetType.PRIVATE_WITH_EGRESS }],
    });
  },

  vpc_without_subnets(app) {
    network(new Stack(app, 'Network'), { subnetConfiguration: [] });
  },

  vpc_without_internet_gateway(app) {
    network(new Stack(app, 'Network'), {
      createInternetGateway: false,
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC }],
    });
  },

  vpc_nat_gateway_addresses(app) {
    network(new Stack(app, 'Network'), {
      natGatewayProvider: ec2.NatProvider.gateway({
        eipAllocationIds: ['eipalloc-1', 'eipalloc-2'],
        maxDrainDuration: Duration.minutes(10),
      }),
    });
  },

  vpc_nat_gateway_addresses_of_a_parameter(app) {
    const stack = new Stack(app, 'Network');
    const addresses = new CfnParameter(stack, 'Addresses', { type: 'CommaDelimitedList' });
    network(stack, { natGatewayProvider: ec2.NatProvider.gateway({ eipAllocationIds: addresses.valueAsList }) });
  },

  vpc_nat_gateway_subnets(app) {
    network(new Stack(app, 'Network'), {
      natGateways: 1,
      natGatewaySubnets: { subnetGroupName: 'Egress' },
      subnetConfiguration: [
        { name: 'Ingress', subnetType: SubnetType.PUBLIC },
        { name: 'Egress', subnetType: SubnetType.PUBLIC },
        { name: 'Work', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      ],
    });
  },

  vpc_regional_nat_gateway(app) {
    const stack = new Stack(app, 'Network');
    network(stack, { natGatewayProvider: ec2.NatProvider.regionalGateway() });
    network(
      stack,
      {
        natGatewayProvider: ec2.NatProvider.regionalGateway({
          allocationId: 'eipalloc-1',
          maxDrainDuration: Duration.minutes(10),
        }),
      },
      'Addressed',
    );
  },

  vpc_regional_nat_gateway_by_zone: lookedUp(ZONES, (app) => {
    const stack = new Stack(app, 'Network', { env: environment });
    const eip = new ec2.CfnEIP(stack, 'NatEip');
    network(stack, {
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      natGatewayProvider: ec2.NatProvider.regionalGateway({
        availabilityZoneAddresses: [
          { allocationIds: [eip.attrAllocationId], availabilityZone: 'eu-west-1a' },
          { allocationIds: ['eipalloc-2', 'eipalloc-3'], availabilityZone: 'eu-west-1b' },
        ],
      }),
    });
  }),

  vpc_ipam(app) {
    const stack = new Stack(app, 'Network');
    const pool = new ec2.CfnIPAMPool(stack, 'Pool', { addressFamily: 'ipv4', ipamScopeId: 'ipam-scope-1' });
    network(stack, {
      ipAddresses: ec2.IpAddresses.awsIpamAllocation({
        ipv4IpamPoolId: pool.ref,
        ipv4NetmaskLength: 18,
        defaultSubnetIpv4NetmaskLength: 24,
      }),
      natGateways: 0,
    });
    network(
      stack,
      {
        ipAddresses: ec2.IpAddresses.awsIpamAllocation({ ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 16 }),
        natGateways: 0,
        subnetConfiguration: [
          { name: 'Small', cidrMask: 28, subnetType: SubnetType.PUBLIC },
          { name: 'Large', cidrMask: 20, subnetType: SubnetType.PRIVATE_ISOLATED },
        ],
      },
      'Deep',
    );
  },

  vpc_dual_stack(app) {
    network(new Stack(app, 'Network'), { ipProtocol: ec2.IpProtocol.DUAL_STACK });
  },

  vpc_dual_stack_settings(app) {
    network(new Stack(app, 'Network'), {
      ipProtocol: ec2.IpProtocol.DUAL_STACK,
      subnetConfiguration: [
        { name: 'Public', cidrMask: 24, subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: true },
        {
          name: 'Isolated',
          cidrMask: 24,
          subnetType: SubnetType.PRIVATE_ISOLATED,
          ipv6AssignAddressOnCreation: false,
        },
      ],
    });
  },

  vpc_routes(app) {
    const stack = new Stack(app, 'Network');
    const vpc = network(stack, {
      natGateways: 0,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC },
        { name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
    });
    const [subnet] = vpc.isolatedSubnets;
    const route = (id, routerType, routerId, options) => subnet.addRoute(id, { routerType, routerId, ...options });
    const { RouterType } = ec2;
    route('Static', RouterType.GATEWAY, vpc.internetGatewayId, { destinationCidrBlock: '8.8.8.8/32' });
    route('Carrier', RouterType.CARRIER_GATEWAY, 'cagw-1', { destinationCidrBlock: '10.1.0.0/16' });
    route('Core', RouterType.CORE_NETWORK, 'arn:aws:networkmanager::1:core-network/c', {
      destinationCidrBlock: '10.2.0.0/16',
    });
    route('Egress', RouterType.EGRESS_ONLY_INTERNET_GATEWAY, 'eigw-1', { destinationIpv6CidrBlock: '::/0' });
    route('Instance', RouterType.INSTANCE, 'i-1', { destinationCidrBlock: '10.3.0.0/16' });
    route('Local', RouterType.LOCAL_GATEWAY, 'lgw-1', { destinationCidrBlock: '10.4.0.0/16' });
    route('Interface', RouterType.NETWORK_INTERFACE, 'eni-1', { destinationCidrBlock: '10.5.0.0/16' });
    route('Peering', RouterType.VPC_PEERING_CONNECTION, 'pcx-1', { destinationCidrBlock: '10.6.0.0/16' });
    route('Endpoint', RouterType.VPC_ENDPOINT, 'vpce-1', { destinationCidrBlock: '10.7.0.0/16' });
    route('Default', RouterType.TRANSIT_GATEWAY, 'tgw-1', { enablesInternetConnectivity: true });
    vpc.isolatedSubnets[1].addDefaultNatRoute('nat-1');
    vpc.isolatedSubnets[1].addIpv6Nat64Route('nat-1');
    waiting(stack, 'Waiting', subnet.internetConnectivityEstablished);
  },

  vpc_internet_connectivity(app) {
    const stack = new Stack(app, 'Network');
    const vpc = network(stack, { natGateways: 1 });
    waiting(stack, 'OfVpc', vpc.internetConnectivityEstablished);
    waiting(stack, 'OfPublic', vpc.selectSubnets({ subnetType: SubnetType.PUBLIC }).internetConnectivityEstablished);
    waiting(stack, 'OfPrivate', vpc.selectSubnets().internetConnectivityEstablished);
    waiting(stack, 'OfSubnet', vpc.publicSubnets[0].internetConnectivityEstablished);
  },

  vpc_selection: lookedUp(ZONES, (app) => {
    const stack = new Stack(app, 'Network', { env: environment });
    const vpc = network(stack, {
      availabilityZones: zones,
      natGateways: 1,
      subnetConfiguration: [
        { name: 'Ingress', cidrMask: 24, subnetType: SubnetType.PUBLIC },
        { name: 'Work', cidrMask: 22, subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'More', cidrMask: 22, subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Data', cidrMask: 26, subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
    });
    const all = [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets];
    show(stack, 'Usual', vpc);
    show(stack, 'Public', vpc, { subnetType: SubnetType.PUBLIC });
    show(stack, 'Isolated', vpc, { subnetType: SubnetType.PRIVATE_ISOLATED });
    show(stack, 'Group', vpc, { subnetGroupName: 'More' });
    show(stack, 'Zones', vpc, { availabilityZones: ['eu-west-1c', 'eu-west-1a'] });
    show(stack, 'OnePerZone', vpc, { onePerAz: true });
    show(stack, 'Subnets', vpc, { subnets: [all[8], all[0]], onePerAz: true });
    show(stack, 'Ids', vpc, { subnetFilters: [ec2.SubnetFilter.byIds([vpc.privateSubnets[1].subnetId])] });
    show(stack, 'Addresses', vpc, {
      subnetFilters: [ec2.SubnetFilter.containsIpAddresses(['10.0.4.0', '10.0.19.255', '1.2.3.4'])],
    });
    show(stack, 'Mask', vpc, { subnets: all.filter((subnet) => subnet.ipv4CidrBlock.endsWith('/26')) });
    show(stack, 'ByMask', vpc, { subnetGroupName: 'Data', subnetFilters: [ec2.SubnetFilter.byCidrMask(26)] });
    show(stack, 'ByRange', vpc, {
      subnetFilters: [ec2.SubnetFilter.byCidrRanges(['10.0.0.0/20', '10.0.20.0/22'])],
    });
    show(stack, 'Several', vpc, {
      subnetFilters: [
        ec2.SubnetFilter.availabilityZones(['eu-west-1a', 'eu-west-1b']),
        ec2.SubnetFilter.onePerAz(),
      ],
      availabilityZones: ['eu-west-1b'],
    });
  }),

  vpc_selection_without_private_subnets(app) {
    const stack = new Stack(app, 'Network');
    show(stack, 'Isolated', network(stack, { natGateways: 0 }));
    const open = { subnetConfiguration: [{ name: 'Open', subnetType: SubnetType.PUBLIC }] };
    show(stack, 'Public', network(stack, open, 'OpenVpc'));
  },

  vpc_shared_between_stacks(app) {
    const vpc = network(new Stack(app, 'Network'), { natGateways: 0 });
    const stack = new Stack(app, 'Workers');
    show(stack, 'Endpoint', vpc);
    waiting(stack, 'Instance', vpc.internetConnectivityEstablished);
  },

  vpc_subnets_alone(app) {
    const stack = new Stack(app, 'Network');
    const subnet = new ec2.PublicSubnet(stack, 'Public', {
      vpcId: 'vpc-1',
      availabilityZone: 'eu-west-1a',
      cidrBlock: '10.0.0.0/24',
      mapPublicIpOnLaunch: true,
    });
    const gateway = new ec2.CfnInternetGateway(stack, 'Gateway');
    const attachment = new ec2.CfnVPCGatewayAttachment(stack, 'Attachment', {
      vpcId: 'vpc-1',
      internetGatewayId: gateway.ref,
    });
    subnet.addDefaultInternetRoute(gateway.ref, attachment);
    const nat = subnet.addNatGateway();
    const inside = new ec2.PrivateSubnet(stack, 'Private', {
      vpcId: 'vpc-1',
      availabilityZone: 'eu-west-1a',
      cidrBlock: '10.0.1.0/24',
    });
    inside.addDefaultNatRoute(nat.ref);
  },

  vpc_subnets_imported(app) {
    const stack = new Stack(app, 'Network');
    const vpc = network(stack, { natGateways: 0 });
    const one = ec2.Subnet.fromSubnetAttributes(stack, 'One', {
      subnetId: 'subnet-1',
      availabilityZone: 'eu-west-1a',
      routeTableId: 'rtb-1',
    });
    show(stack, 'Endpoint', vpc, { subnets: [one, ec2.Subnet.fromSubnetId(stack, 'Two', 'subnet-2')] });
    waiting(stack, 'Instance', one.internetConnectivityEstablished);
  },

  vpc_from_attributes(app) {
    const stack = new Stack(app, 'Network');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      vpcCidrBlock: '10.0.0.0/16',
      availabilityZones: ['a', 'b'],
      publicSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3', 'subnet-4'],
      publicSubnetNames: ['Ingress', 'Egress'],
      publicSubnetRouteTableIds: ['rtb-1', 'rtb-2', 'rtb-3', 'rtb-4'],
      publicSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24'],
      isolatedSubnetIds: ['subnet-5', 'subnet-6'],
      isolatedSubnetRouteTableIds: ['rtb-5', 'rtb-6'],
    });
    show(stack, 'Usual', vpc);
    show(stack, 'Group', vpc, { subnetGroupName: 'Egress' });
    show(stack, 'Zone', vpc, { subnetType: SubnetType.PUBLIC, availabilityZones: ['b'] });
    show(stack, 'OnePerZone', vpc, { subnetType: SubnetType.PUBLIC, onePerAz: true });
    show(stack, 'Addresses', vpc, {
      subnetType: SubnetType.PUBLIC,
      subnetFilters: [ec2.SubnetFilter.containsIpAddresses(['10.0.2.9'])],
    });
    output(stack, 'Arn', vpc.vpcArn);
    new ec2.CfnSubnet(vpc, 'Another', { vpcId: vpc.vpcId, cidrBlock: vpc.vpcCidrBlock });
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  },

  vpc_from_attributes_of_deployment(app) {
    const stack = new Stack(app, 'Network');
    const id = new CfnParameter(stack, 'Id');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: id.valueAsString,
      availabilityZones: ['a', 'b'],
      publicSubnetIds: Fn.importListValue('Public', 2),
      privateSubnetIds: Fn.split(',', Fn.importValue('Private'), 2),
    });
    Annotations.of(stack).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId');
    show(stack, 'Usual', vpc);
    show(stack, 'Public', vpc, { subnetType: SubnetType.PUBLIC, availabilityZones: ['b'] });
  },

  vpc_from_lookup: lookedUp(
    { [`${KEY}filter.tag:Name=main:region=eu-west-1:returnAsymmetricSubnets=true`]: answer },
    (app) => {
      const stack = new Stack(app, 'Network', { env: environment });
      const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'main' });
      show(stack, 'Usual', vpc);
      show(stack, 'Public', vpc, { subnetType: SubnetType.PUBLIC });
      show(stack, 'Group', vpc, { subnetGroupName: 'Data', onePerAz: true });
      output(stack, 'Arn', vpc.vpcArn);
      new ec2.CfnSubnet(vpc, 'Another', {
        vpcId: vpc.vpcId,
        cidrBlock: vpc.vpcCidrBlock,
        availabilityZone: vpc.availabilityZones[2],
      });
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    },
  ),

  vpc_from_lookup_by_all: lookedUp(
    {
      [`${KEY}filter.isDefault=false:filter.owner-id=222222222222:filter.tag:team=a:filter.vpc-id=vpc-1:` +
      'region=eu-north-1:returnAsymmetricSubnets=true:returnVpnGateways=true:subnetGroupNameTag=group']: {
        ...answer,
        ownerAccountId: '222222222222',
      },
    },
    (app) => {
      const stack = new Stack(app, 'Network', { env: environment });
      const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', {
        vpcId: 'vpc-1',
        isDefault: false,
        ownerAccountId: '222222222222',
        region: 'eu-north-1',
        subnetGroupNameTag: 'group',
        tags: { team: 'a' },
        returnVpnGateways: true,
      });
      show(stack, 'Usual', vpc);
      output(stack, 'Arn', vpc.vpcArn);
    },
  ),

  vpc_gateway_endpoints(app) {
    const stack = new Stack(app, 'Network');
    const vpc = network(stack, { natGateways: 1 });
    const endpoint = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    endpoint.addToPolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:GetObject', 's3:ListBucket'],
        resources: ['*'],
      }),
    );
    vpc.addGatewayEndpoint('Table', {
      service: ec2.GatewayVpcEndpointAwsService.DYNAMODB,
      subnets: [{ subnetType: SubnetType.PUBLIC }, { subnetType: SubnetType.PRIVATE_WITH_EGRESS, onePerAz: true }],
      ipAddressType: ec2.VpcEndpointIpAddressType.DUALSTACK,
      dnsRecordIpType: ec2.VpcEndpointDnsRecordIpType.DUALSTACK,
    });
  },

  vpc_interface_endpoints(app) {
    const stack = new Stack(app, 'Network');
    const vpc = network(stack, { natGateways: 0 });
    const { InterfaceVpcEndpointAwsService: service } = ec2;
    vpc.addInterfaceEndpoint('Secrets', { service: service.SECRETS_MANAGER });
    vpc.addInterfaceEndpoint('Keyspaces', {
      service: service.KEYSPACES,
      subnets: { subnetType: SubnetType.PUBLIC },
      privateDnsEnabled: false,
    });
    const closed = vpc.addInterfaceEndpoint('Logs', { service: service.CLOUDWATCH_LOGS, open: false });
    closed.connections.allowFrom(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'anyone');
    closed.addToPolicy(
      new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['logs:*'], resources: ['*'] }),
    );
    new ec2.InterfaceVpcEndpoint(stack, 'Theirs', {
      vpc,
      service: new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.us-east-1.vpce-svc-1', 8443),
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
      serviceRegion: 'us-east-1',
      ipAddressType: ec2.VpcEndpointIpAddressType.DUALSTACK,
      dnsRecordIpType: ec2.VpcEndpointDnsRecordIpType.SERVICE_DEFINED,
      privateDnsOnlyForInboundResolverEndpoint:
        ec2.VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint.ALL_RESOLVERS,
    });
  },

  vpc_interface_endpoint_names(app) {
    const { InterfaceVpcEndpointAwsService: service } = ec2;
    for (const region of [undefined, 'eu-west-1', 'cn-north-1', 'us-iso-east-1', 'us-isob-east-1', 'eusc-de-east-1']) {
      const stack = new Stack(app, region ?? 'Anywhere', { env: { account: '111111111111', region } });
      for (const name of Object.keys(service).sort()) {
        if (!(service[name] instanceof service)) continue;
        stack.addMetadata(name, [service[name].name, service[name].port]);
      }
    }
  },

  vpc_interface_endpoint_zones: lookedUp(
    {
      ...ZONES,
      'endpoint-service-availability-zones:account=111111111111:region=eu-west-1:serviceName=com.amazonaws.vpce.x':
        ['eu-west-1a', 'eu-west-1c'],
    },
    (app) => {
      const stack = new Stack(app, 'Network', { env: environment });
      const vpc = network(stack, { availabilityZones: zones, natGateways: 0 });
      vpc.addInterfaceEndpoint('Theirs', {
        service: new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.x'),
        lookupSupportedAzs: true,
      });
    },
  ),

  vpc_interface_endpoint_imported(app) {
    const stack = new Stack(app, 'Network');
    const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', {
      vpcEndpointId: 'vpce-1',
      port: 443,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    });
    endpoint.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/8'));
    output(stack, 'Id', endpoint.vpcEndpointId);
  },

  vpc_flow_logs(app) {
    const stack = new Stack(app, 'Network');
    const vpc = network(stack, { natGateways: 0 });
    vpc.addFlowLog('Default');
    vpc.addFlowLog('Rejected', {
      flowLogName: 'rejected',
      trafficType: ec2.FlowLogTrafficType.REJECT,
      maxAggregationInterval: ec2.FlowLogMaxAggregationInterval.ONE_MINUTE,
      logFormat: [ec2.LogFormat.DST_PORT, ec2.LogFormat.SRC_PORT, ec2.LogFormat.custom('${tcp-flags}')],
    });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com') });
    const group = new logs.LogGroup(stack, 'Group', { retention: logs.RetentionDays.ONE_WEEK });
    new ec2.FlowLog(stack, 'OfSubnet', {
      resourceType: ec2.FlowLogResourceType.fromSubnet(vpc.publicSubnets[0]),
      destination: ec2.FlowLogDestination.toCloudWatchLogs(group, role),
    });
    new ec2.FlowLog(stack, 'OfGateway', { resourceType: ec2.FlowLogResourceType.fromTransitGatewayId('tgw-1') });
  },

  vpc_flow_logs_to_bucket(app) {
    const stack = new Stack(app, 'Network');
    const vpc = network(stack, { natGateways: 0 });
    const bucket = new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.S3_MANAGED, enforceSSL: true });
    vpc.addFlowLog('Plain', { destination: ec2.FlowLogDestination.toS3(bucket) });
    vpc.addFlowLog('Prefixed', { destination: ec2.FlowLogDestination.toS3(bucket, 'flows/') });
    vpc.addFlowLog('Parquet', {
      destination: ec2.FlowLogDestination.toS3(bucket, 'parquet', {
        fileFormat: ec2.FlowLogFileFormat.PARQUET,
        hiveCompatiblePartitions: true,
        perHourPartition: true,
      }),
    });
  },

  vpc_vpn_gateway(app) {
    const stack = new Stack(app, 'Network');
    network(stack, { natGateways: 1, vpnGateway: true, vpnGatewayAsn: 65000 });
  },
};
