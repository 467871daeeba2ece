// File systems for Lustre.
'use strict';
const {
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  aws_ec2: ec2,
  aws_fsx: fsx,
  aws_kms: kms,
} = require('aws-cdk-lib');

/** A network that exists already, so that templates hold nothing but what a case is about. */
const network = (stack) =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-private-a', 'subnet-private-b'],
    privateSubnetRouteTableIds: ['rtb-private-a', 'rtb-private-b'],
  });

const lustre = (stack, vpc, id, lustreConfiguration, props) =>
  new fsx.LustreFileSystem(stack, id, {
    vpc,
    vpcSubnet: vpc.privateSubnets[0],
    storageCapacityGiB: 1200,
    lustreConfiguration,
    ...props,
  });

const scratch = { deploymentType: fsx.LustreDeploymentType.SCRATCH_2 };

module.exports = {
  fsx_defaults(app) {
    const stack = new Stack(app, 'Stored');
    const files = lustre(stack, network(stack), 'Files', scratch);
    new CfnOutput(stack, 'Id', { value: files.fileSystemId });
    new CfnOutput(stack, 'Name', { value: files.dnsName });
    new CfnOutput(stack, 'MountName', { value: files.mountName });
  },

  fsx_persistent(app) {
    const stack = new Stack(app, 'Stored');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const configuration = {
      deploymentType: fsx.LustreDeploymentType.PERSISTENT_2,
      perUnitStorageThroughput: 250,
      automaticBackupRetention: Duration.days(7),
      dailyAutomaticBackupStartTime: new fsx.DailyAutomaticBackupStartTime({ hour: 2, minute: 5 }),
      copyTagsToBackups: true,
      weeklyMaintenanceStartTime: new fsx.LustreMaintenanceTime({ day: fsx.Weekday.SUNDAY, hour: 13, minute: 30 }),
      dataCompressionType: fsx.LustreDataCompressionType.LZ4,
    };
    lustre(stack, network(stack), 'Files', configuration, {
      storageCapacityGiB: 4800,
      storageType: fsx.StorageType.SSD,
      fileSystemTypeVersion: fsx.FileSystemTypeVersion.V_2_15,
      kmsKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  },

  fsx_kinds(app) {
    const stack = new Stack(app, 'Stored');
    const vpc = network(stack);
    const repository = {
      importPath: 's3://data/in',
      exportPath: 's3://data/in/out',
      autoImportPolicy: fsx.LustreAutoImportPolicy.NEW_CHANGED,
      importedFileChunkSizeMiB: 2048,
    };
    const first = { deploymentType: fsx.LustreDeploymentType.SCRATCH_1, ...repository };
    lustre(stack, vpc, 'Linked', first, { storageCapacityGiB: 7200 });
    const persistent = { deploymentType: fsx.LustreDeploymentType.PERSISTENT_1 };
    lustre(stack, vpc, 'Older', { ...persistent, perUnitStorageThroughput: 50 }, { backupId: 'backup-0123456789abcdef0' });
    const disks = { storageType: fsx.StorageType.HDD };
    lustre(stack, vpc, 'Disks', { ...persistent, perUnitStorageThroughput: 12 }, { ...disks, storageCapacityGiB: 6000 });
    const cached = { ...persistent, perUnitStorageThroughput: 40, driveCacheType: fsx.DriveCacheType.READ };
    lustre(stack, vpc, 'Cached', cached, { ...disks, storageCapacityGiB: 3600 });
  },

  fsx_security_group(app) {
    const stack = new Stack(app, 'Stored');
    const vpc = network(stack);
    const securityGroup = new ec2.SecurityGroup(stack, 'Storage', { vpc });
    const files = lustre(stack, vpc, 'Files', scratch, { securityGroup });
    const workers = new ec2.SecurityGroup(stack, 'Workers', { vpc });
    files.connections.allowDefaultPortFrom(workers);
  },

  fsx_clients(app) {
    const stack = new Stack(app, 'Stored');
    const vpc = network(stack);
    const files = lustre(stack, vpc, 'Files', scratch);
    const workers = new ec2.SecurityGroup(stack, 'Workers', { vpc });
    for (const port of [ec2.Port.tcp(988), ec2.Port.tcpRange(1018, 1023)]) {
      files.connections.allowFrom(workers, port, 'Lustre, from clients');
      workers.connections.allowFrom(files, port, 'Lustre, from its servers');
    }
  },

  fsx_imported(app) {
    const stack = new Stack(app, 'Stored');
    const vpc = network(stack);
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'SG', 'sg-0123456789abcdef0');
    const files = fsx.LustreFileSystem.fromLustreFileSystemAttributes(stack, 'Files', {
      fileSystemId: 'fs-0123456789abcdef0',
      dnsName: 'fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com',
      securityGroup,
    });
    files.connections.allowDefaultPortFrom(new ec2.SecurityGroup(stack, 'Workers', { vpc }));
    new CfnOutput(stack, 'Name', { value: files.dnsName });
  },
};
