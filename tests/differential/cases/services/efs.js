// File systems and access points.
'use strict';
const {
  CfnOutput,
  RemovalPolicy,
  Size,
  Stack,
  Tags,
  aws_ec2: ec2,
  aws_efs: efs,
  aws_iam: iam,
  aws_kms: kms,
} = require('aws-cdk-lib');

/** A network that exists already, so that templates hold nothing but what a case is about. */
const network = (stack) =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-public-a', 'subnet-public-b'],
    publicSubnetRouteTableIds: ['rtb-public-a', 'rtb-public-b'],
    privateSubnetIds: ['subnet-private-a', 'subnet-private-b'],
    privateSubnetRouteTableIds: ['rtb-private-a', 'rtb-private-b'],
  });

/** What Purlin's file systems begin with: nobody comes without TLS, and nobody without having signed in. */
const onlyOverTls = () =>
  new iam.PolicyStatement({
    effect: iam.Effect.DENY,
    actions: ['*'],
    principals: [new iam.AnyPrincipal()],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  });

/** aws-cdk-lib's own statement against anonymous clients lets everyone else write and be root: `allowAnonymousAccess` leaves it out. */
const strict = (...statements) => ({
  allowAnonymousAccess: true,
  fileSystemPolicy: new iam.PolicyDocument({ statements: [...statements, onlyOverTls()] }),
});

const fileSystem = (stack, props) =>
  new efs.FileSystem(stack, 'Files', { vpc: network(stack), ...strict(), ...props });

const role = (stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

module.exports = {
  efs_defaults(app) {
    const stack = new Stack(app, 'Stored');
    const files = new efs.FileSystem(stack, 'Files', { vpc: network(stack) });
    new CfnOutput(stack, 'Id', { value: files.fileSystemId });
    new CfnOutput(stack, 'Arn', { value: files.fileSystemArn });
  },

  efs_in_a_new_network(app) {
    const stack = new Stack(app, 'Stored');
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
    new efs.FileSystem(stack, 'Files', { vpc, ...strict() });
    new efs.FileSystem(stack, 'Public', { vpc, ...strict(), vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } });
  },

  efs_settings(app) {
    const stack = new Stack(app, 'Stored');
    fileSystem(stack, {
      fileSystemName: 'shared',
      lifecyclePolicy: efs.LifecyclePolicy.AFTER_14_DAYS,
      outOfInfrequentAccessPolicy: efs.OutOfInfrequentAccessPolicy.AFTER_1_ACCESS,
      transitionToArchivePolicy: efs.LifecyclePolicy.AFTER_90_DAYS,
      performanceMode: efs.PerformanceMode.GENERAL_PURPOSE,
      throughputMode: efs.ThroughputMode.ELASTIC,
      enableAutomaticBackups: true,
      replicationOverwriteProtection: efs.ReplicationOverwriteProtection.ENABLED,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  },

  efs_provisioned_throughput(app) {
    const stack = new Stack(app, 'Stored');
    fileSystem(stack, {
      throughputMode: efs.ThroughputMode.PROVISIONED,
      provisionedThroughputPerSecond: Size.mebibytes(5),
      performanceMode: efs.PerformanceMode.MAX_IO,
    });
  },

  efs_key(app) {
    const stack = new Stack(app, 'Stored');
    fileSystem(stack, { kmsKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) });
  },

  efs_unencrypted(app) {
    const stack = new Stack(app, 'Stored');
    fileSystem(stack, { encrypted: false });
  },

  efs_one_zone(app) {
    const stack = new Stack(app, 'Stored');
    fileSystem(stack, { oneZone: true });
  },

  efs_one_zone_chosen(app) {
    const stack = new Stack(app, 'Stored');
    fileSystem(stack, { oneZone: true, vpcSubnets: { availabilityZones: ['eu-west-1b'] } });
  },

  efs_security_group(app) {
    const stack = new Stack(app, 'Stored');
    const vpc = network(stack);
    const securityGroup = new ec2.SecurityGroup(stack, 'Storage', { vpc, allowAllOutbound: false });
    const files = new efs.FileSystem(stack, 'Files', { vpc, securityGroup, ...strict() });
    files.connections.allowDefaultPortFrom(new ec2.SecurityGroup(stack, 'Workers', { vpc }));
    files.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/16'), 'From the network');
  },

  efs_policy(app) {
    const stack = new Stack(app, 'Stored');
    const mounted = new iam.PolicyStatement({
      actions: ['elasticfilesystem:ClientWrite', 'elasticfilesystem:ClientMount'],
      principals: [new iam.AccountRootPrincipal()],
      resources: ['*'],
      conditions: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
    });
    fileSystem(stack, strict(mounted));
  },

  efs_policy_added_later(app) {
    const stack = new Stack(app, 'Stored');
    fileSystem(stack).addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['elasticfilesystem:ClientMount'],
        principals: [new iam.ArnPrincipal('arn:aws:iam::123456789012:role/reader')],
      }),
    );
  },

  efs_anonymous_access(app) {
    const stack = new Stack(app, 'Stored');
    const files = new efs.FileSystem(stack, 'Files', { vpc: network(stack), allowAnonymousAccess: true });
    files.grantRead(role(stack));
  },

  efs_grants(app) {
    const stack = new Stack(app, 'Stored');
    const files = fileSystem(stack);
    files.grantRead(role(stack));
    files.grantReadWrite(new iam.Role(stack, 'Writer', { assumedBy: new iam.AccountRootPrincipal() }));
    files.grantRootAccess(new iam.Role(stack, 'Root', { assumedBy: new iam.AccountRootPrincipal() }));
    files.grant(new iam.Role(stack, 'Backup', { assumedBy: new iam.AccountRootPrincipal() }), 'elasticfilesystem:Backup');
  },

  efs_access_points(app) {
    const stack = new Stack(app, 'Stored');
    const files = fileSystem(stack);
    files.addAccessPoint('Plain', { clientToken: 'client-token' });
    const point = files.addAccessPoint('Home', {
      path: '/home',
      createAcl: { ownerUid: '1000', ownerGid: '1000', permissions: '750' },
      posixUser: { uid: '1000', gid: '1000', secondaryGids: ['2000', '3000'] },
    });
    const own = new efs.AccessPoint(stack, 'Own', { fileSystem: files, path: '/own' });
    Tags.of(own).add('team', 'storage');
    new CfnOutput(stack, 'PointId', { value: point.accessPointId });
    new CfnOutput(stack, 'PointArn', { value: point.accessPointArn });
  },

  efs_mount_targets_available(app) {
    const stack = new Stack(app, 'Stored');
    const files = fileSystem(stack);
    role(stack).node.addDependency(files.mountTargetsAvailable);
  },

  efs_replication(app) {
    const stack = new Stack(app, 'Stored', { env: { region: 'eu-west-1' } });
    const vpc = network(stack);
    const copied = (id, replicationConfiguration) =>
      new efs.FileSystem(stack, id, { vpc, ...strict(), replicationConfiguration });
    copied('Regional', efs.ReplicationConfiguration.regionalFileSystem('us-west-2'));
    copied('OneZone', efs.ReplicationConfiguration.oneZoneFileSystem('us-east-1', 'us-east-1a'));
    const copy = new efs.FileSystem(stack, 'Copy', {
      vpc,
      ...strict(),
      replicationOverwriteProtection: efs.ReplicationOverwriteProtection.DISABLED,
    });
    copied('Existing', efs.ReplicationConfiguration.existingFileSystem(copy));
  },

  efs_imported(app) {
    const stack = new Stack(app, 'Stored');
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'SG', 'sg-0123456789abcdef0', {
      allowAllOutbound: false,
    });
    const byId = efs.FileSystem.fromFileSystemAttributes(stack, 'ById', { fileSystemId: 'fs-12345678', securityGroup });
    const byArn = efs.FileSystem.fromFileSystemAttributes(stack, 'ByArn', {
      fileSystemArn: 'arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-87654321',
      securityGroup,
    });
    byId.grantReadWrite(role(stack));
    byId.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/16'));
    new CfnOutput(stack, 'Arn', { value: byId.fileSystemArn });
    new CfnOutput(stack, 'Id', { value: byArn.fileSystemId });
    const point = efs.AccessPoint.fromAccessPointAttributes(stack, 'Point', {
      accessPointId: 'fsap-0123456789abcdef0',
      fileSystem: byId,
    });
    new CfnOutput(stack, 'PointArn', { value: point.accessPointArn });
  },
};
