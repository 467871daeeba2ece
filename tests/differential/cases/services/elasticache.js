// Caches. aws-cdk-lib has only generated resources for them: these cases write by hand what Purlin's constructs make.
'use strict';
const { CfnOutput, Stack, aws_ec2: ec2, aws_elasticache: elasticache, aws_secretsmanager: secretsmanager } = require('aws-cdk-lib');
const { Construct } = require('constructs');

const network = (scope) =>
  ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-12345678',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-bbbb0001', 'subnet-bbbb0002'],
    privateSubnetRouteTableIds: ['rtb-bbbb0001', 'rtb-bbbb0002'],
  });

module.exports = {
  elasticache_replication_group(app) {
    const stack = new Stack(app, 'Cache');
    const vpc = network(stack);
    const scope = new Construct(stack, 'Queue');
    const subnets = new elasticache.CfnSubnetGroup(new Construct(scope, 'SubnetGroup'), 'Resource', {
      description: 'Subnet group for Queue cache',
      subnetIds: vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
    });
    const group = new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, description: 'Security group for Queue cache' });
    const secret = new secretsmanager.Secret(scope, 'AuthToken', {
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    const cache = new elasticache.CfnReplicationGroup(scope, 'Resource', {
      replicationGroupDescription: 'Queue',
      engine: 'valkey',
      engineVersion: '8.2',
      cacheNodeType: 'cache.t4g.small',
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      transitEncryptionEnabled: true,
      atRestEncryptionEnabled: true,
      authToken: secret.secretValue.unsafeUnwrap(),
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [group.securityGroupId],
      snapshotRetentionLimit: 7,
      snapshotWindow: '02:00-03:00',
      preferredMaintenanceWindow: 'sun:04:00-sun:05:00',
      port: 6380,
    });
    cache.cfnOptions.deletionPolicy = 'Snapshot';
    cache.cfnOptions.updateReplacePolicy = 'Snapshot';
    group.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.tcp(6380));
    new CfnOutput(stack, 'Host', { value: cache.attrPrimaryEndPointAddress });
    new CfnOutput(stack, 'Reader', { value: cache.attrReaderEndPointAddress });
  },
};
