// Security groups, their rules, and connections between what has them.
'use strict';
const { CfnOutput, CfnParameter, Fn, NestedStack, Stack, aws_ec2: ec2 } = require('aws-cdk-lib');
const { Construct } = require('constructs');

const { Peer, Port } = ec2;
const ACCOUNT = '111111111111';
const network = (scope, id = 'Vpc') =>
  ec2.Vpc.fromVpcAttributes(scope, id, { vpcId: 'vpc-12345678', availabilityZones: ['eu-west-1a'] });
const group = (scope, id, props = {}) =>
  new ec2.SecurityGroup(scope, id, { vpc: network(scope, `${id}Vpc`), ...props });
const known = (app, id) => new Stack(app, id, { env: { account: ACCOUNT, region: 'eu-west-1' } });
const out = (scope, id, value) => new CfnOutput(scope, id, { value });

module.exports = {
  sg_defaults(app) {
    const stack = new Stack(app, 'Groups');
    const plain = group(stack, 'Plain');
    out(stack, 'Id', plain.securityGroupId);
    group(new Construct(new Construct(stack, 'Outer'), 'Inner'), 'Nested');
    group(stack, 'Closed', { allowAllOutbound: false });
    group(stack, 'Both', { allowAllIpv6Outbound: true });
    group(stack, 'OnlyIpv6', { allowAllOutbound: false, allowAllIpv6Outbound: true });
    group(stack, 'Named', { securityGroupName: 'my-group', description: 'What it is for' });
  },

  sg_rules_by_address(app) {
    const stack = new Stack(app, 'Rules');
    const open = group(stack, 'Group');
    open.addIngressRule(Peer.anyIpv4(), Port.tcp(443), 'everyone');
    open.addIngressRule(Peer.anyIpv4(), Port.tcp(443), 'said twice');
    open.addIngressRule(Peer.anyIpv6(), Port.tcp(443));
    open.addIngressRule(Peer.ipv4('10.0.0.0/16'), Port.tcpRange(8000, 8100));
    open.addIngressRule(Peer.ipv6('2001:db8::/32'), Port.udp(53));
    open.addEgressRule(Peer.ipv6('2001:db8::/32'), Port.tcp(443));
    const closed = group(stack, 'Closed', { allowAllOutbound: false });
    closed.addEgressRule(Peer.ipv4('10.0.0.0/16'), Port.tcp(5432), 'database');
    closed.addEgressRule(Peer.ipv4('10.0.0.0/16'), Port.tcp(5432));
    closed.addEgressRule(Peer.anyIpv4(), Port.tcp(443));
    const onlyIpv6 = group(stack, 'OnlyIpv6Rule', { allowAllOutbound: false });
    onlyIpv6.addEgressRule(Peer.anyIpv6(), Port.tcp(443));
  },

  sg_every_kind_of_port(app) {
    const stack = new Stack(app, 'Ports');
    const ports = group(stack, 'Group');
    const all = [
      Port.tcp(80),
      Port.tcpRange(1, 2),
      Port.allTcp(),
      Port.udp(53),
      Port.udpRange(3, 4),
      Port.allUdp(),
      Port.icmpTypeAndCode(3, 4),
      Port.icmpType(3),
      Port.icmpPing(),
      Port.allIcmp(),
      Port.allIcmpV6(),
      Port.allTraffic(),
      Port.esp(),
      Port.ah(),
      Port.SSH,
      Port.HTTP,
      Port.HTTPS,
      Port.NFS,
      Port.MYSQL_AURORA,
      Port.POSTGRES,
      Port.RDP,
    ];
    for (const port of all) ports.addIngressRule(Peer.ipv4('10.0.0.0/8'), port);
    const other = group(stack, 'Other');
    for (const port of all) ports.connections.allowFrom(other, port);
  },

  sg_peers_without_addresses(app) {
    const stack = new Stack(app, 'Peers');
    const open = group(stack, 'Group', { allowAllOutbound: false });
    open.addIngressRule(Peer.prefixList('pl-12345678'), Port.tcp(443));
    open.addEgressRule(Peer.prefixList('pl-12345678'), Port.tcp(443));
    open.addIngressRule(Peer.securityGroupId('sg-12345678'), Port.tcp(22));
    open.addIngressRule(Peer.securityGroupId('sg-87654321', ACCOUNT), Port.tcp(22));
    open.addEgressRule(Peer.securityGroupId('sg-12345678'), Port.tcp(22));
    const list = new ec2.PrefixList(stack, 'List', { maxEntries: 10 });
    open.connections.allowFrom(list, Port.HTTPS);
    const imported = ec2.PrefixList.fromPrefixListId(stack, 'ImportedList', 'pl-imported');
    open.connections.allowTo(imported, Port.HTTPS);
    open.addIngressRule(open, Port.tcp(9000), 'its own members');
  },

  sg_prefix_list(app) {
    const stack = new Stack(app, 'Lists');
    new ec2.PrefixList(stack, 'Empty');
    const list = new ec2.PrefixList(stack, 'List', {
      prefixListName: 'offices',
      entries: [{ cidr: '203.0.113.0/24', description: 'Helsinki' }, { cidr: '198.51.100.0/24' }],
    });
    new ec2.PrefixList(stack, 'Ipv6', {
      addressFamily: ec2.AddressFamily.IP_V6,
      entries: [{ cidr: '2001:db8::/32' }],
      maxEntries: 4,
    });
    out(stack, 'Id', list.prefixListId);
    out(stack, 'Arn', list.prefixListArn);
  },

  sg_values_of_the_deployment(app) {
    const stack = new Stack(app, 'Values');
    const cidr = new CfnParameter(stack, 'Cidr');
    const port = new CfnParameter(stack, 'Port', { type: 'Number' });
    const open = group(stack, 'Group');
    open.addIngressRule(Peer.ipv4(cidr.valueAsString), Port.tcp(22));
    open.addIngressRule(Peer.ipv4('10.0.0.0/8'), Port.tcp(port.valueAsNumber), 'a port');
    open.addIngressRule(Peer.prefixList(Fn.importValue('list')), Port.tcp(22), 'a list');
    open.addIngressRule(Peer.prefixList(Fn.importValue('other-list')), Port.tcp(22), 'another list');
  },

  sg_connections_between_groups(app) {
    const stack = new Stack(app, 'Connections');
    const web = group(stack, 'Web');
    const database = group(stack, 'Database', { allowAllOutbound: false });
    const cache = group(stack, 'Cache', { allowAllOutbound: false });
    web.connections.allowTo(database, Port.tcp(5432), 'queries');
    web.connections.allowTo(database, Port.tcp(5432), 'said twice');
    database.connections.allowFrom(cache, Port.tcp(5432));
    cache.connections.allowTo(web, Port.tcp(80));
    web.connections.allowFrom(web, Port.tcp(1));
    web.connections.allowInternally(Port.tcp(2));
    cache.connections.allowInternally(Port.allTraffic());
    web.connections.allowFromAnyIpv4(Port.tcp(443), 'public');
    cache.connections.allowToAnyIpv4(Port.tcp(443), 'updates');
    cache.connections.allowFrom(Peer.ipv4('10.1.0.0/16'), Port.tcp(6379));
    cache.connections.allowTo(Peer.ipv4('10.2.0.0/16'), Port.tcp(6379));
  },

  sg_connections_of_several_groups(app) {
    const stack = new Stack(app, 'Connections');
    const groups = (prefix, count) => Array.from({ length: count }, (_, i) => group(stack, `${prefix}${i}`));
    const servers = new ec2.Connections({ securityGroups: groups('Server', 2), defaultPort: Port.tcp(80) });
    const clients = new ec2.Connections({ securityGroups: groups('Client', 2) });
    servers.allowDefaultPortFrom(clients);
    clients.allowTo(servers, Port.tcp(81));
    servers.allowInternally(Port.tcp(82));
    servers.allowDefaultPortFromAnyIpv4();
    servers.allowDefaultPortInternally();
    clients.allowToDefaultPort({ connections: servers });
    const closed = new ec2.Connections({
      securityGroups: [group(stack, 'Closed', { allowAllOutbound: false })],
      defaultPort: Port.tcp(90),
    });
    closed.allowDefaultPortTo(servers);
  },

  sg_groups_added_after_the_rules(app) {
    const stack = new Stack(app, 'Later');
    const servers = new ec2.Connections({ securityGroups: [group(stack, 'Server')] });
    const clients = new ec2.Connections({ securityGroups: [group(stack, 'Client', { allowAllOutbound: false })] });
    servers.allowFrom(clients, Port.tcp(80));
    servers.allowFromAnyIpv4(Port.tcp(443));
    servers.addSecurityGroup(group(stack, 'Late'));
    clients.addSecurityGroup(group(stack, 'LateClient', { allowAllOutbound: false }));
  },

  sg_across_stacks(app) {
    const first = known(app, 'First');
    const second = known(app, 'Second');
    const one = group(first, 'One', { allowAllOutbound: false });
    const two = group(second, 'Two', { allowAllOutbound: false });
    one.connections.allowTo(two, Port.tcp(3333));
  },

  sg_across_stacks_the_other_way(app) {
    const first = known(app, 'First');
    const second = known(app, 'Second');
    const one = group(first, 'One', { allowAllOutbound: false });
    const two = group(second, 'Two', { allowAllOutbound: false });
    two.connections.allowFrom(one, Port.tcp(3333), 'from the other stack');
    two.connections.allowFrom(one, Port.tcpRange(4000, 5000));
  },

  sg_across_stacks_with_several_groups(app) {
    const first = known(app, 'First');
    const second = known(app, 'Second');
    const clients = new ec2.Connections({
      securityGroups: [group(first, 'A', { allowAllOutbound: false }), group(first, 'B')],
    });
    const server = group(second, 'Server');
    server.connections.allowFrom(clients, Port.tcp(80));
  },

  sg_in_nested_stacks(app) {
    const stack = new Stack(app, 'Parent');
    const outer = group(stack, 'Outer', { allowAllOutbound: false });
    const nested = new NestedStack(stack, 'Nested');
    const inner = group(nested, 'Inner', { allowAllOutbound: false });
    outer.connections.allowTo(inner, Port.tcp(80));
    const other = group(new NestedStack(stack, 'Sibling'), 'Inner', { allowAllOutbound: false });
    other.connections.allowFrom(inner, Port.tcp(81));
  },

  sg_without_inline_rules(app) {
    const stack = new Stack(app, 'Rules');
    const open = group(stack, 'Open', { disableInlineRules: true, allowAllIpv6Outbound: true });
    open.addIngressRule(Peer.anyIpv4(), Port.tcp(443), 'everyone');
    open.addIngressRule(Peer.anyIpv4(), Port.tcp(443), 'said twice');
    open.addIngressRule(Peer.ipv6('2001:db8::/32'), Port.udpRange(1, 2));
    const closed = group(stack, 'Closed', { disableInlineRules: true, allowAllOutbound: false });
    const changed = group(stack, 'Changed', { disableInlineRules: true, allowAllOutbound: false });
    changed.addEgressRule(Peer.ipv4('10.0.0.0/8'), Port.tcp(443));
    closed.connections.allowFrom(open, Port.tcp(80));
  },

  sg_inline_rules_switched_off_by_context: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Rules');
      group(stack, 'Group').addIngressRule(Peer.anyIpv4(), Port.tcp(443));
      group(stack, 'Inline', { disableInlineRules: false }).addIngressRule(Peer.anyIpv4(), Port.tcp(443));
    },
    { context: { '@aws-cdk/aws-ec2.securityGroupDisableInlineRules': true } },
  ),

  sg_imported(app) {
    const stack = new Stack(app, 'Imports');
    const imports = {
      Plain: {},
      Closed: { allowAllOutbound: false },
      Immutable: { mutable: false },
      ImmutableClosed: { mutable: false, allowAllOutbound: false },
    };
    const own = group(stack, 'Own', { allowAllOutbound: false });
    for (const [id, options] of Object.entries(imports)) {
      const imported = ec2.SecurityGroup.fromSecurityGroupId(stack, id, `sg-${id}`, options);
      imported.addIngressRule(Peer.anyIpv4(), Port.tcp(443), 'in');
      imported.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'out');
      imported.connections.allowFrom(own, Port.tcp(80));
      own.connections.allowFrom(imported, Port.tcp(81));
      imported.connections.allowInternally(Port.tcp(82));
    }
  },

  sg_imported_across_stacks(app) {
    const stack = known(app, 'Imports');
    const other = known(app, 'Other');
    const imported = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Imported', Fn.importValue('group'));
    group(other, 'Own').connections.allowFrom(imported, Port.tcp(80));
    imported.connections.allowFrom(group(other, 'Client', { allowAllOutbound: false }), Port.tcp(90));
  },
};
