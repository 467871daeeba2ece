// Hosted zones and records in them.
'use strict';
const {
  CfnOutput,
  Duration,
  Fn,
  Stack,
  aws_ec2: ec2,
  aws_iam: iam,
  aws_route53: route53,
} = require('aws-cdk-lib');
const { HostedZone, PrivateHostedZone, PublicHostedZone, RecordTarget } = route53;

const zone = (stack) => new PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });

const vpc = (stack, id, vpcId, region) =>
  ec2.Vpc.fromVpcAttributes(stack, id, { vpcId, region, availabilityZones: ['eu-west-1a'] });

const env = { account: '111111111111', region: 'eu-west-1' };

module.exports = {
  route53_public_zone(app) {
    const stack = new Stack(app, 'Names');
    const zone = new PublicHostedZone(stack, 'Zone', { zoneName: 'fully.qualified.domain.com' });
    new CfnOutput(stack, 'Id', { value: zone.hostedZoneId });
    new CfnOutput(stack, 'Arn', { value: zone.hostedZoneArn });
    new CfnOutput(stack, 'Servers', { value: Fn.join(',', zone.hostedZoneNameServers) });
    new PublicHostedZone(stack, 'Full', {
      zoneName: 'example.org.',
      comment: 'of the organisation',
      queryLogsLogGroupArn: 'arn:aws:logs:us-east-1:111111111111:log-group:queries:*',
      caaAmazon: true,
    });
    new HostedZone(stack, 'WithoutDot', { zoneName: 'example.net', addTrailingDot: false });
  },

  route53_private_zone(app) {
    const stack = new Stack(app, 'Names');
    const zone = new PrivateHostedZone(stack, 'Zone', {
      zoneName: 'internal.example.com',
      vpc: vpc(stack, 'Vpc', 'vpc-1'),
    });
    zone.addVpc(vpc(stack, 'Other', 'vpc-2', 'eu-north-1'));
    new HostedZone(stack, 'Second', { zoneName: 'second.example.com', vpcs: [vpc(stack, 'Third', 'vpc-3')] });
  },

  route53_zone_imports(app) {
    const stack = new Stack(app, 'Names');
    const byId = HostedZone.fromHostedZoneId(stack, 'Id', 'Z1');
    new CfnOutput(stack, 'IdArn', { value: byId.hostedZoneArn });
    const byAttributes = HostedZone.fromHostedZoneAttributes(stack, 'Attributes', {
      hostedZoneId: 'Z2',
      zoneName: 'example.com',
    });
    new CfnOutput(stack, 'Name', { value: byAttributes.zoneName });
    new route53.ARecord(stack, 'Record', {
      zone: byAttributes,
      recordName: 'www',
      target: RecordTarget.fromIpAddresses('1.2.3.4'),
    });
  },

  route53_zone_lookup: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Names', { env });
      const found = HostedZone.fromLookup(stack, 'Zone', { domainName: 'example.com' });
      new CfnOutput(stack, 'Arn', { value: found.hostedZoneArn });
      new route53.TxtRecord(stack, 'Record', { zone: found, values: ['found'] });
      const internal = HostedZone.fromLookup(stack, 'Internal', {
        domainName: 'internal.example.com',
        privateZone: true,
        vpcId: 'vpc-1',
      });
      new CfnOutput(stack, 'InternalId', { value: internal.hostedZoneId });
    },
    {
      context: {
        'hosted-zone:account=111111111111:domainName=example.com:region=eu-west-1': {
          Id: '/hostedzone/Z12345',
          Name: 'example.com.',
        },
        'hosted-zone:account=111111111111:domainName=internal.example.com:privateZone=true:region=eu-west-1:vpcId=vpc-1':
          { Id: '/hostedzone/Z67890', Name: 'internal.example.com.' },
      },
    },
  ),

  route53_records(app) {
    const stack = new Stack(app, 'Names');
    const inZone = { zone: zone(stack) };
    new route53.ARecord(stack, 'A', {
      ...inZone,
      recordName: 'www',
      target: RecordTarget.fromIpAddresses('1.2.3.4', '5.6.7.8'),
      ttl: Duration.minutes(90),
      comment: 'of the site',
    });
    new route53.AaaaRecord(stack, 'Aaaa', { ...inZone, target: RecordTarget.fromIpAddresses('2001:db8::1') });
    new route53.CnameRecord(stack, 'Cname', { ...inZone, recordName: 'blog', domainName: 'www.example.com' });
    new route53.TxtRecord(stack, 'Txt', {
      ...inZone,
      recordName: '_foo',
      values: ['Bar!', 'Ba"z\\', 'x'.repeat(300)],
    });
    new route53.SrvRecord(stack, 'Srv', {
      ...inZone,
      recordName: '_http',
      values: [{ hostName: 'a.example.com', port: 8080, priority: 10, weight: 5 }],
    });
    new route53.CaaRecord(stack, 'Caa', {
      ...inZone,
      recordName: 'caa',
      values: [
        { flag: 0, tag: route53.CaaTag.ISSUE, value: 'ssl.com' },
        { flag: 128, tag: route53.CaaTag.IODEF, value: 'mailto:a@example.com' },
      ],
    });
    new route53.CaaAmazonRecord(stack, 'CaaAmazon', inZone);
    new route53.MxRecord(stack, 'Mx', {
      ...inZone,
      values: [
        { hostName: 'mail1.example.com', priority: 10 },
        { hostName: 'mail2.example.com', priority: 20 },
      ],
    });
    new route53.NsRecord(stack, 'Ns', { ...inZone, recordName: 'sub', values: ['ns-1.example.net', 'ns-2.example.net'] });
    new route53.DsRecord(stack, 'Ds', { ...inZone, recordName: 'sub', values: ['12345 3 1 123456789abcdef'] });
    const other = new route53.RecordSet(stack, 'Other', {
      ...inZone,
      recordType: route53.RecordType.PTR,
      recordName: '4.3.2.1',
      target: RecordTarget.fromValues('www.example.com'),
    });
    new CfnOutput(stack, 'DomainName', { value: other.domainName });
  },

  route53_record_names(app) {
    const stack = new Stack(app, 'Names');
    const parent = zone(stack);
    const names = { Apex: undefined, Relative: 'www', Full: 'www.example.com', Dotted: 'www.example.com.', Same: 'example.com' };
    for (const [id, recordName] of Object.entries(names))
      new route53.CnameRecord(stack, id, { zone: parent, recordName, domainName: 'elsewhere.example.org' });
  },

  route53_alias(app) {
    const stack = new Stack(app, 'Names');
    const parent = zone(stack);
    const alias = { bind: () => ({ dnsName: 'balancer.example.com', hostedZoneId: 'Z1', evaluateTargetHealth: true }) };
    new route53.ARecord(stack, 'Alias', { zone: parent, target: RecordTarget.fromAlias(alias) });
    new route53.AaaaRecord(stack, 'Six', { zone: parent, recordName: 'six', target: RecordTarget.fromAlias(alias) });
  },

  route53_routing_policies(app) {
    const stack = new Stack(app, 'Names');
    const parent = zone(stack);
    const record = (id, props) =>
      new route53.ARecord(stack, id, {
        zone: parent,
        recordName: 'routed',
        target: RecordTarget.fromIpAddresses('1.2.3.4'),
        ...props,
      });
    record('Weighted', { weight: 20 });
    record('Unweighted', { weight: 0, setIdentifier: 'none' });
    record('OfRegion', { region: 'us-east-1' });
    record('Many', { multiValueAnswer: true });
    record('Continent', { geoLocation: route53.GeoLocation.continent(route53.Continent.EUROPE) });
    record('Country', { geoLocation: route53.GeoLocation.country('DE') });
    record('State', { geoLocation: route53.GeoLocation.subdivision('WA') });
    record('Rest', { geoLocation: route53.GeoLocation.default() });
  },

  route53_delegation(app) {
    const stack = new Stack(app, 'Names');
    const parent = zone(stack);
    const team = new PublicHostedZone(stack, 'Team', { zoneName: 'team.example.com' });
    parent.addDelegation(team);
    const child = new PublicHostedZone(stack, 'Child', { zoneName: 'sub.example.com' });
    parent.addDelegation(child, { comment: 'of the team', ttl: Duration.hours(1) });
    new route53.ZoneDelegationRecord(stack, 'Delegation', {
      zone: parent,
      recordName: 'other',
      nameServers: ['ns-1.example.net', 'ns-2.example.net.'],
    });
  },

  route53_grant_delegation(app) {
    const stack = new Stack(app, 'Names');
    const delegate = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountPrincipal('222222222222') });
    zone(stack).grantDelegation(delegate, { delegatedZoneNames: ['a.example.com', '*.b.example.com'] });
  },
};
