// Relational databases. Where Purlin is safer by default, the case asks aws-cdk-lib for the same explicitly;
// `rds_defaults` shows the defaults themselves.
'use strict';
const {
  CfnOutput,
  Duration,
  RemovalPolicy,
  SecretValue,
  Stack,
  aws_ec2: ec2,
  aws_iam: iam,
  aws_kms: kms,
  aws_logs: logs,
  aws_rds: rds,
  aws_secretsmanager: secretsmanager,
} = require('aws-cdk-lib');

const POSTGRES = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_9 });
const AURORA = rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_7 });

/** What Purlin does for instances without being asked. */
const SAFE = { storageType: rds.StorageType.GP3, storageEncrypted: true, publiclyAccessible: false };

/** Instances of clusters are not public without being asked, either. */
const PRIVATE = { publiclyAccessible: false };

const network = (scope) =>
  ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-12345678',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-aaaa0001', 'subnet-aaaa0002'],
    publicSubnetRouteTableIds: ['rtb-aaaa0001', 'rtb-aaaa0002'],
    privateSubnetIds: ['subnet-bbbb0001', 'subnet-bbbb0002'],
    privateSubnetRouteTableIds: ['rtb-bbbb0001', 'rtb-bbbb0002'],
    isolatedSubnetIds: ['subnet-cccc0001', 'subnet-cccc0002'],
    isolatedSubnetRouteTableIds: ['rtb-cccc0001', 'rtb-cccc0002'],
  });

const stackWithNetwork = (app) => {
  const stack = new Stack(app, 'Database');
  return { stack, vpc: network(stack) };
};

module.exports = {
  rds_defaults(app) {
    const { stack, vpc } = stackWithNetwork(app);
    new rds.DatabaseInstance(stack, 'Instance', { engine: POSTGRES, vpc });
  },

  rds_instance(app) {
    const { stack, vpc } = stackWithNetwork(app);
    new rds.DatabaseInstance(stack, 'Instance', {
      ...SAFE,
      engine: POSTGRES,
      vpc,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.BURSTABLE4_GRAVITON, ec2.InstanceSize.MEDIUM),
      databaseName: 'application',
      credentials: rds.Credentials.fromGeneratedSecret('application'),
      allocatedStorage: 50,
      maxAllocatedStorage: 200,
      multiAz: true,
      backupRetention: Duration.days(14),
      preferredBackupWindow: '02:00-03:00',
      preferredMaintenanceWindow: 'Sun:04:00-Sun:05:00',
      deletionProtection: true,
      deleteAutomatedBackups: false,
      copyTagsToSnapshot: false,
      autoMinorVersionUpgrade: false,
      allowMajorVersionUpgrade: true,
      applyImmediately: false,
      instanceIdentifier: 'Application',
      iamAuthentication: true,
      port: 5433,
      caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
      networkType: rds.NetworkType.DUAL,
      engineLifecycleSupport: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
    });
  },

  rds_instance_in_a_network_of_its_own(app) {
    const stack = new Stack(app, 'Database');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
    new rds.DatabaseInstance(stack, 'Instance', { ...SAFE, engine: POSTGRES, vpc });
  },

  rds_instance_placed_in_public(app) {
    const { stack, vpc } = stackWithNetwork(app);
    new rds.DatabaseInstance(stack, 'Instance', {
      ...SAFE,
      engine: POSTGRES,
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      publiclyAccessible: true,
      availabilityZone: 'eu-west-1a',
    });
  },

  rds_instance_storage(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const common = { ...SAFE, engine: POSTGRES, vpc };
    new rds.DatabaseInstance(stack, 'Fast', { ...common, allocatedStorage: 500, iops: 12000, storageThroughput: 500 });
    new rds.DatabaseInstance(stack, 'Provisioned', { ...common, storageType: rds.StorageType.IO2, allocatedStorage: 400, iops: 5000 });
    new rds.DatabaseInstance(stack, 'ProvisionedByDefault', { ...common, storageType: rds.StorageType.IO1 });
    new rds.DatabaseInstance(stack, 'General', { ...common, storageType: rds.StorageType.GP2, storageEncryptionKey: key });
    new rds.DatabaseInstance(stack, 'Plain', { ...common, storageEncrypted: false });
  },

  rds_instance_engines(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const engines = {
      Postgres16: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16_13 }),
      Postgres18: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.of('18.99', '18') }),
      Mysql: rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.VER_8_4_9 }),
      MariaDb: rds.DatabaseInstanceEngine.mariaDb({ version: rds.MariaDbEngineVersion.VER_11_8_6 }),
    };
    for (const [id, engine] of Object.entries(engines))
      new rds.DatabaseInstance(stack, id, { ...SAFE, engine, vpc, parameters: { max_connections: '100' } });
  },

  rds_credentials(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const common = { ...SAFE, engine: POSTGRES, vpc };
    new rds.DatabaseInstance(stack, 'Generated', {
      ...common,
      credentials: rds.Credentials.fromGeneratedSecret('admin_user', {
        secretName: 'database/admin',
        encryptionKey: key,
        excludeCharacters: '!&*^#@()',
      }),
    });
    new rds.DatabaseInstance(stack, 'ByUsername', { ...common, credentials: rds.Credentials.fromUsername('someone') });
    const existing = secretsmanager.Secret.fromSecretNameV2(stack, 'Existing', 'database/login');
    new rds.DatabaseInstance(stack, 'FromSecret', { ...common, credentials: rds.Credentials.fromSecret(existing) });
    const other = secretsmanager.Secret.fromSecretNameV2(stack, 'Other', 'database/password');
    new rds.DatabaseInstance(stack, 'FromSecretWithName', {
      ...common,
      credentials: rds.Credentials.fromSecret(other, 'someone'),
    });
    new rds.DatabaseInstance(stack, 'FromParameter', {
      ...common,
      credentials: rds.Credentials.fromPassword('someone', SecretValue.ssmSecure('/database/password', '1')),
    });
    new rds.DatabaseInstance(stack, 'Plain', {
      ...common,
      credentials: rds.Credentials.fromPassword('someone', SecretValue.unsafePlainText('correct-horse')),
    });
  },

  rds_managed_password(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const common = { ...SAFE, engine: POSTGRES, vpc, manageMasterUserPassword: true };
    new rds.DatabaseInstance(stack, 'Instance', common).secret.grantRead(role);
    new rds.DatabaseInstance(stack, 'WithKey', {
      ...common,
      credentials: rds.Credentials.fromUsername('someone', { encryptionKey: key }),
    });
    new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
      manageMasterUserPassword: true,
    });
  },

  rds_secret_of_generated_credentials(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const instance = new rds.DatabaseInstance(stack, 'Instance', { ...SAFE, engine: POSTGRES, vpc });
    instance.secret.grantRead(role);
  },

  rds_database_secret(app) {
    const stack = new Stack(app, 'Database');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const master = new rds.DatabaseSecret(stack, 'Master', { username: 'postgres', encryptionKey: key });
    new rds.DatabaseSecret(stack, 'User', {
      username: 'application',
      dbname: 'application',
      masterSecret: master,
      secretName: 'database/application',
      excludeCharacters: '{}[]()\'"/\\',
    });
    new rds.DatabaseSecret(stack, 'Replaced', { username: 'other', replaceOnPasswordCriteriaChanges: true });
  },

  rds_connections(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const instance = new rds.DatabaseInstance(stack, 'Instance', { ...SAFE, engine: POSTGRES, vpc });
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc });
    instance.connections.allowDefaultPortFrom(client);
    instance.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/16'));
    const shared = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Shared', 'sg-12345678');
    const other = new rds.DatabaseInstance(stack, 'Other', { ...SAFE, engine: POSTGRES, vpc, securityGroups: [shared] });
    other.connections.allowDefaultPortFrom(client);
    other.connections.allowDefaultPortInternally();
  },

  rds_endpoints(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const instance = new rds.DatabaseInstance(stack, 'Instance', { ...SAFE, engine: POSTGRES, vpc });
    const cluster = new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
      readers: [rds.ClusterInstance.serverlessV2('Reader', { ...PRIVATE, scaleWithWriter: true })],
    });
    new CfnOutput(stack, 'instance', { value: instance.instanceEndpoint.socketAddress });
    new CfnOutput(stack, 'host', { value: instance.dbInstanceEndpointAddress });
    new CfnOutput(stack, 'port', { value: instance.dbInstanceEndpointPort });
    new CfnOutput(stack, 'arn', { value: instance.instanceArn });
    new CfnOutput(stack, 'identifier', { value: instance.instanceIdentifier });
    new CfnOutput(stack, 'resource-id', { value: instance.instanceResourceId });
    new CfnOutput(stack, 'writer', { value: cluster.clusterEndpoint.socketAddress });
    new CfnOutput(stack, 'reader', { value: cluster.clusterReadEndpoint.socketAddress });
    new CfnOutput(stack, 'second', { value: cluster.instanceEndpoints[1].socketAddress });
    new CfnOutput(stack, 'cluster-arn', { value: cluster.clusterArn });
    new CfnOutput(stack, 'cluster', { value: cluster.clusterIdentifier });
    new CfnOutput(stack, 'cluster-resource-id', { value: cluster.clusterResourceIdentifier });
  },

  rds_grant_connect(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const instance = new rds.DatabaseInstance(stack, 'Instance', { ...SAFE, engine: POSTGRES, vpc, iamAuthentication: true });
    instance.grantConnect(role, 'application');
    const later = new rds.DatabaseInstance(stack, 'Later', { ...SAFE, engine: POSTGRES, vpc });
    later.grantConnect(role);
    const cluster = new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      iamAuthentication: true,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
    });
    cluster.grantConnect(role, 'application');
  },

  rds_monitoring(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const common = { ...SAFE, engine: POSTGRES, vpc };
    const role = new iam.Role(stack, 'Monitoring', { assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com') });
    new rds.DatabaseInstance(stack, 'Watched', {
      ...common,
      monitoringInterval: Duration.seconds(30),
      enablePerformanceInsights: true,
    });
    new rds.DatabaseInstance(stack, 'WithRole', {
      ...common,
      monitoringInterval: Duration.minutes(1),
      monitoringRole: role,
      performanceInsightRetention: rds.PerformanceInsightRetention.MONTHS_3,
      performanceInsightEncryptionKey: key,
    });
    new rds.DatabaseInstance(stack, 'Advanced', {
      ...common,
      databaseInsightsMode: rds.DatabaseInsightsMode.ADVANCED,
      performanceInsightRetention: rds.PerformanceInsightRetention.MONTHS_15,
    });
    new rds.DatabaseInstance(stack, 'Unwatched', { ...common, enablePerformanceInsights: false });
  },

  rds_log_exports(app) {
    const { stack, vpc } = stackWithNetwork(app);
    new rds.DatabaseInstance(stack, 'Instance', {
      ...SAFE,
      engine: POSTGRES,
      vpc,
      cloudwatchLogsExports: ['postgresql', 'upgrade'],
    });
    new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
      cloudwatchLogsExports: ['postgresql'],
    });
  },

  rds_removal_policies(app) {
    const { stack, vpc } = stackWithNetwork(app);
    for (const removalPolicy of [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.SNAPSHOT]) {
      new rds.DatabaseInstance(stack, `Instance-${removalPolicy}`, { ...SAFE, engine: POSTGRES, vpc, removalPolicy });
      new rds.DatabaseCluster(stack, `Cluster-${removalPolicy}`, {
        engine: AURORA,
        vpc,
        storageEncrypted: true,
        writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
        removalPolicy,
      });
    }
  },

  rds_parameter_groups(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const shared = new rds.ParameterGroup(stack, 'Shared', {
      engine: POSTGRES,
      description: 'of all instances',
      name: 'shared',
      parameters: { 'rds.force_ssl': '1' },
    });
    new rds.DatabaseInstance(stack, 'One', { ...SAFE, engine: POSTGRES, vpc, parameterGroup: shared });
    new rds.DatabaseInstance(stack, 'Two', { ...SAFE, engine: POSTGRES, vpc, parameterGroup: shared });
    shared.addParameter('log_statement', 'ddl');
    const both = new rds.ParameterGroup(stack, 'Both', { engine: AURORA, parameters: { work_mem: '65536' } });
    new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      parameterGroup: both,
      writer: rds.ClusterInstance.serverlessV2('Writer', { ...PRIVATE, parameterGroup: both }),
    });
    new rds.ParameterGroup(stack, 'NeverUsed', { engine: POSTGRES });
    rds.ParameterGroup.forInstance(stack, 'ForInstance', { engine: POSTGRES, removalPolicy: RemovalPolicy.RETAIN });
    rds.ParameterGroup.forCluster(stack, 'ForCluster', { engine: AURORA, parameters: { 'rds.force_ssl': '1' } });
    const existing = rds.ParameterGroup.fromParameterGroupName(stack, 'Existing', 'made-elsewhere');
    new rds.DatabaseInstance(stack, 'Three', { ...SAFE, engine: POSTGRES, vpc, parameterGroup: existing });
    new rds.DatabaseInstance(stack, 'Four', { ...SAFE, engine: POSTGRES, vpc, parameters: { work_mem: '65536' } });
  },

  rds_subnet_groups(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const group = new rds.SubnetGroup(stack, 'Group', {
      description: 'isolated subnets',
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      subnetGroupName: 'Isolated',
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new rds.SubnetGroup(stack, 'ByDefault', { description: 'private subnets', vpc });
    new rds.DatabaseInstance(stack, 'Instance', { ...SAFE, engine: POSTGRES, vpc, subnetGroup: group });
    const existing = rds.SubnetGroup.fromSubnetGroupName(stack, 'Existing', 'made-elsewhere');
    new rds.DatabaseInstance(stack, 'Other', { ...SAFE, engine: POSTGRES, vpc, subnetGroup: existing });
  },

  rds_instance_from_snapshot(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const common = { storageType: rds.StorageType.GP3, publiclyAccessible: false, engine: POSTGRES, vpc };
    new rds.DatabaseInstanceFromSnapshot(stack, 'Instance', {
      ...common,
      snapshotIdentifier: 'a-snapshot',
      allocatedStorage: 150,
    });
    new rds.DatabaseInstanceFromSnapshot(stack, 'FromCluster', { ...common, clusterSnapshotIdentifier: 'a-cluster-snapshot' });
    new rds.DatabaseInstanceFromSnapshot(stack, 'NewPassword', {
      ...common,
      snapshotIdentifier: 'a-snapshot',
      credentials: rds.SnapshotCredentials.fromGeneratedSecret('someone', { encryptionKey: key, excludeCharacters: '"@/' }),
    });
    const existing = secretsmanager.Secret.fromSecretNameV2(stack, 'Existing', 'database/login');
    new rds.DatabaseInstanceFromSnapshot(stack, 'ExistingSecret', {
      ...common,
      snapshotIdentifier: 'a-snapshot',
      credentials: rds.SnapshotCredentials.fromSecret(existing),
    });
  },

  rds_read_replica(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const source = new rds.DatabaseInstance(stack, 'Source', { ...SAFE, engine: POSTGRES, vpc });
    new rds.DatabaseInstanceReadReplica(stack, 'Replica', {
      ...SAFE,
      storageEncrypted: undefined, // AWS refuses it for replicas
      sourceDatabaseInstance: source,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.R7G, ec2.InstanceSize.LARGE),
      vpc,
    });
    new rds.DatabaseInstanceReadReplica(stack, 'Larger', {
      ...SAFE,
      storageEncrypted: undefined,
      sourceDatabaseInstance: source,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.R7G, ec2.InstanceSize.LARGE),
      vpc,
      allocatedStorage: 500,
      iamAuthentication: true,
    });
  },

  rds_instance_metrics(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const instance = new rds.DatabaseInstance(stack, 'Instance', { ...SAFE, engine: POSTGRES, vpc });
    const metrics = {
      Cpu: instance.metricCPUUtilization({ period: Duration.minutes(1) }),
      Connections: instance.metricDatabaseConnections(),
      Storage: instance.metricFreeStorageSpace(),
      Memory: instance.metricFreeableMemory(),
      Reads: instance.metricReadIOPS(),
      Writes: instance.metricWriteIOPS(),
      Lag: instance.metric('ReplicaLag', { statistic: 'Maximum' }),
    };
    for (const [id, metric] of Object.entries(metrics)) metric.createAlarm(stack, id, { threshold: 90, evaluationPeriods: 3 });
  },

  rds_cluster_serverless(app) {
    const { stack, vpc } = stackWithNetwork(app);
    new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      credentials: rds.Credentials.fromGeneratedSecret('application'),
      defaultDatabaseName: 'application',
      serverlessV2MinCapacity: 0.5,
      serverlessV2MaxCapacity: 16,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
      readers: [
        rds.ClusterInstance.serverlessV2('Failover', { ...PRIVATE, scaleWithWriter: true }),
        rds.ClusterInstance.serverlessV2('Reports', PRIVATE),
      ],
    });
  },

  rds_cluster_that_pauses(app) {
    const { stack, vpc } = stackWithNetwork(app);
    new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      serverlessV2MinCapacity: 0,
      serverlessV2AutoPauseDuration: Duration.hours(1),
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
    });
  },

  rds_cluster_provisioned(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const large = ec2.InstanceType.of(ec2.InstanceClass.R7G, ec2.InstanceSize.LARGE);
    new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      storageEncrypted: true,
      writer: rds.ClusterInstance.provisioned('Writer', {
        ...PRIVATE,
        instanceType: large,
        instanceIdentifier: 'the-writer',
        availabilityZone: 'eu-west-1a',
        autoMinorVersionUpgrade: false,
        caCertificate: rds.CaCertificate.RDS_CA_ECC384_G1,
        parameters: { work_mem: '65536' },
        preferredMaintenanceWindow: 'Sun:04:00-Sun:05:00',
      }),
      readers: [
        rds.ClusterInstance.provisioned('Reader', { ...PRIVATE, instanceType: large, promotionTier: 1, applyImmediately: true }),
        rds.ClusterInstance.provisioned('Small', { ...PRIVATE, instanceType: large, promotionTier: 15 }),
      ],
    });
  },

  rds_cluster_of_default_instances(app) {
    const { stack, vpc } = stackWithNetwork(app);
    new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      writer: rds.ClusterInstance.provisioned('Writer', PRIVATE),
      readers: [rds.ClusterInstance.provisioned('Reader', PRIVATE)],
    });
  },

  rds_cluster_in_a_network_of_its_own(app) {
    const stack = new Stack(app, 'Database');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
    new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
    });
  },

  rds_cluster_settings(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const cluster = new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      clusterIdentifier: 'Application',
      storageEncryptionKey: key,
      storageType: rds.DBClusterStorageType.AURORA_IOPT1,
      backup: { retention: Duration.days(35), preferredWindow: '02:00-03:00' },
      preferredMaintenanceWindow: 'Sun:04:00-Sun:05:00',
      deletionProtection: true,
      copyTagsToSnapshot: false,
      deleteAutomatedBackups: false,
      iamAuthentication: true,
      enableDataApi: true,
      enableLocalWriteForwarding: true,
      autoMinorVersionUpgrade: false,
      port: 5433,
      networkType: rds.NetworkType.DUAL,
      parameters: { 'rds.force_ssl': '1' },
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
      engineLifecycleSupport: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
    });
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc });
    cluster.connections.allowDefaultPortFrom(client);
  },

  rds_cluster_data_api(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const cluster = new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
    });
    cluster.grantDataApiAccess(role);
  },

  rds_cluster_monitoring(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const common = { engine: AURORA, vpc, storageEncrypted: true };
    new rds.DatabaseCluster(stack, 'OfInstances', {
      ...common,
      monitoringInterval: Duration.seconds(5),
      writer: rds.ClusterInstance.serverlessV2('Writer', { ...PRIVATE, enablePerformanceInsights: true }),
      readers: [rds.ClusterInstance.serverlessV2('Reader', { ...PRIVATE, scaleWithWriter: true })],
    });
    new rds.DatabaseCluster(stack, 'OfCluster', {
      ...common,
      monitoringInterval: Duration.seconds(60),
      enableClusterLevelEnhancedMonitoring: true,
      performanceInsightRetention: rds.PerformanceInsightRetention.MONTHS_15,
      performanceInsightEncryptionKey: key,
      databaseInsightsMode: rds.DatabaseInsightsMode.ADVANCED,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
    });
  },

  rds_cluster_engines(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const engines = {
      Postgres16: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_11 }),
      Mysql: rds.DatabaseClusterEngine.auroraMysql({ version: rds.AuroraMysqlEngineVersion.VER_3_10_4 }),
    };
    for (const [id, engine] of Object.entries(engines))
      new rds.DatabaseCluster(stack, id, {
        engine,
        vpc,
        storageEncrypted: true,
        writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
      });
  },

  rds_cluster_from_snapshot(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const common = { engine: AURORA, vpc, snapshotIdentifier: 'a-cluster-snapshot' };
    new rds.DatabaseClusterFromSnapshot(stack, 'NewPassword', {
      ...common,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
      snapshotCredentials: rds.SnapshotCredentials.fromGeneratedSecret('someone'),
    });
    const existing = secretsmanager.Secret.fromSecretNameV2(stack, 'Existing', 'database/login');
    new rds.DatabaseClusterFromSnapshot(stack, 'ExistingSecret', {
      ...common,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
      snapshotCredentials: rds.SnapshotCredentials.fromSecret(existing),
    });
  },

  rds_cluster_metrics(app) {
    const { stack, vpc } = stackWithNetwork(app);
    const cluster = new rds.DatabaseCluster(stack, 'Cluster', {
      engine: AURORA,
      vpc,
      storageEncrypted: true,
      writer: rds.ClusterInstance.serverlessV2('Writer', PRIVATE),
    });
    const period = { period: Duration.minutes(10) };
    const metrics = {
      Capacity: cluster.metricServerlessDatabaseCapacity(period),
      Utilization: cluster.metricACUUtilization(period),
      Reads: cluster.metricVolumeReadIOPs(period),
      Writes: cluster.metricVolumeWriteIOPs(period),
      Cpu: cluster.metricCPUUtilization(),
      Connections: cluster.metricDatabaseConnections(),
      Memory: cluster.metricFreeableMemory(),
      Deadlocks: cluster.metricDeadlocks(),
      Bytes: cluster.metricVolumeBytesUsed(),
    };
    for (const [id, metric] of Object.entries(metrics)) metric.createAlarm(stack, id, { threshold: 90, evaluationPeriods: 3 });
  },

  rds_imports(app) {
    const stack = new Stack(app, 'Database');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const client = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-aaaa0001');
    const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Instance', {
      instanceIdentifier: 'made-elsewhere',
      instanceEndpointAddress: 'made-elsewhere.example.eu-west-1.rds.amazonaws.com',
      instanceResourceId: 'db-ABCDEFGHIJKL',
      port: 5432,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-bbbb0001')],
    });
    instance.connections.allowDefaultPortFrom(client);
    instance.grantConnect(role, 'application');
    new CfnOutput(stack, 'address', { value: instance.instanceEndpoint.socketAddress });
    new CfnOutput(stack, 'arn', { value: instance.instanceArn });
    const cluster = rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Cluster', {
      clusterIdentifier: 'cluster-elsewhere',
      clusterEndpointAddress: 'writer.example.com',
      readerEndpointAddress: 'reader.example.com',
      clusterResourceIdentifier: 'cluster-ABCDEFGHIJKL',
      port: 5432,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'ClusterGroup', 'sg-cccc0001')],
    });
    cluster.connections.allowDefaultPortFrom(client);
    cluster.grantConnect(role, 'reports');
    new CfnOutput(stack, 'writer', { value: cluster.clusterEndpoint.socketAddress });
    new CfnOutput(stack, 'reader', { value: cluster.clusterReadEndpoint.socketAddress });
    new CfnOutput(stack, 'cluster-arn', { value: cluster.clusterArn });
  },

  rds_lookups: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Database', { env: { account: '111111111111', region: 'eu-west-1' } });
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
      const client = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-aaaa0001');
      const instance = rds.DatabaseInstance.fromLookup(stack, 'Instance', { instanceIdentifier: 'application' });
      instance.connections.allowDefaultPortFrom(client);
      instance.grantConnect(role, 'application');
      new CfnOutput(stack, 'instance', { value: instance.instanceEndpoint.socketAddress });
      const cluster = rds.DatabaseCluster.fromLookup(stack, 'Cluster', { clusterIdentifier: 'application' });
      cluster.connections.allowDefaultPortFrom(client);
      cluster.grantDataApiAccess(role);
      new CfnOutput(stack, 'writer', { value: cluster.clusterEndpoint.socketAddress });
      new CfnOutput(stack, 'reader', { value: cluster.clusterReadEndpoint.socketAddress });
    },
    {
      context: {
        'cc-api-provider:account=111111111111:exactIdentifier=application:propertiesToReturn.0=DBInstanceArn:propertiesToReturn.1=Endpoint.Address:propertiesToReturn.2=Endpoint.Port:propertiesToReturn.3=DbiResourceId:propertiesToReturn.4=DBSecurityGroups:propertiesToReturn.5=VPCSecurityGroups:region=eu-west-1:typeName=AWS$:$:RDS$:$:DBInstance':
          [
            {
              Identifier: 'application',
              DBInstanceArn: 'arn:aws:rds:eu-west-1:111111111111:db:application',
              'Endpoint.Address': 'application.example.eu-west-1.rds.amazonaws.com',
              'Endpoint.Port': '5433',
              DbiResourceId: 'db-ABCDEFGHIJKL',
              DBSecurityGroups: [],
              VPCSecurityGroups: ['sg-bbbb0001', 'sg-bbbb0002'],
            },
          ],
        'cc-api-provider:account=111111111111:exactIdentifier=application:propertiesToReturn.0=DBClusterArn:propertiesToReturn.1=Endpoint.Address:propertiesToReturn.2=Endpoint.Port:propertiesToReturn.3=ReadEndpoint.Address:propertiesToReturn.4=DBClusterResourceId:propertiesToReturn.5=VpcSecurityGroupIds:propertiesToReturn.6=EnableHttpEndpoint:region=eu-west-1:typeName=AWS$:$:RDS$:$:DBCluster':
          [
            {
              Identifier: 'application',
              DBClusterArn: 'arn:aws:rds:eu-west-1:111111111111:cluster:application',
              'Endpoint.Address': 'writer.example.com',
              'Endpoint.Port': '5432',
              'ReadEndpoint.Address': 'reader.example.com',
              DBClusterResourceId: 'cluster-ABCDEFGHIJKL',
              VpcSecurityGroupIds: ['sg-cccc0001'],
              EnableHttpEndpoint: true,
            },
          ],
      },
    },
  ),

  rds_log_retention(app) {
    const { stack, vpc } = stackWithNetwork(app);
    new rds.DatabaseInstance(stack, 'Instance', {
      ...SAFE,
      engine: POSTGRES,
      vpc,
      instanceIdentifier: 'application',
      cloudwatchLogsExports: ['postgresql'],
      cloudwatchLogsRetention: logs.RetentionDays.ONE_MONTH,
    });
  },

  rds_rotation(app) {
    const { stack, vpc } = stackWithNetwork(app);
    new rds.DatabaseInstance(stack, 'Instance', { ...SAFE, engine: POSTGRES, vpc }).addRotationSingleUser();
  },
};
