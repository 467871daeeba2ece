// Instances and what they are made of: images, scripts, keys, disks, launch templates.
'use strict';
const {
  Aws,
  CfnParameter,
  Duration,
  RemovalPolicy,
  Size,
  Stack,
  Tags,
  aws_ec2: ec2,
  aws_iam: iam,
  aws_kms: kms,
  aws_s3: s3,
} = require('aws-cdk-lib');

const ENV = { account: '111111111111', region: 'eu-west-1' };
const GP3 = ec2.EbsDeviceVolumeType.GP3;

/** What Purlin does unless it is told otherwise: only IMDSv2, and an encrypted root disk. */
const HARDENED = {
  httpTokens: ec2.HttpTokens.REQUIRED,
  blockDevices: [{ deviceName: '/dev/xvda', volume: new ec2.BlockDeviceVolume({ encrypted: true, volumeType: GP3 }) }],
};
const IMDSV2 = { httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED };

const vpcOf = (stack) =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-1', 'subnet-2'],
    publicSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
    privateSubnetIds: ['subnet-3', 'subnet-4'],
    privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
  });
const image = () => ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' });
const t3 = () => ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO);
const instance = (scope, id, props) =>
  new ec2.Instance(scope, id, { instanceType: t3(), machineImage: image(), ...HARDENED, ...props });
const template = (scope, id, props) => new ec2.LaunchTemplate(scope, id, { ...IMDSV2, ...props });
const roleOf = (scope) => new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

module.exports = {
  compute_user_data_linux(app) {
    const stack = new Stack(app, 'UserData');
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'scripts');
    const script = ec2.UserData.forLinux();
    script.addCommands('echo "${HOME} $(date)"', 'cat <<EOF\n!${literal}\nEOF');
    script.addCommands(`echo ${Aws.REGION} ${Aws.ACCOUNT_ID}`);
    const path = script.addS3DownloadCommand({ bucket, bucketKey: 'setup/run.sh' });
    script.addS3DownloadCommand({ bucket, bucketKey: 'other', localFile: '/opt/other', region: 'us-east-1' });
    script.addExecuteFileCommand({ filePath: path, arguments: '--verbose -y' });
    script.addExecuteFileCommand({ filePath: '/opt/other' });
    const made = template(stack, 'Template', { userData: script });
    script.addSignalOnExitCommand(made);
    script.addOnExitCommands('echo "$exitCode"');
    template(stack, 'Sh', { userData: ec2.UserData.forLinux({ shebang: '#!/bin/sh -eu' }) });
  },

  compute_user_data_windows(app) {
    const stack = new Stack(app, 'UserData');
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'scripts');
    const script = ec2.UserData.forWindows({ persist: true });
    script.addCommands('Write-Output "$env:Path"');
    const path = script.addS3DownloadCommand({ bucket, bucketKey: 'setup.bat' });
    script.addS3DownloadCommand({ bucket, bucketKey: 'b.bat', localFile: 'c:\\b.bat', region: 'us-east-1' });
    script.addExecuteFileCommand({ filePath: path, arguments: 'arg1 arg2' });
    const made = template(stack, 'Template', { userData: script });
    script.addSignalOnExitCommand(made);
    template(stack, 'Empty', { userData: ec2.UserData.forWindows() });
  },

  compute_user_data_custom(app) {
    const stack = new Stack(app, 'UserData');
    const script = ec2.UserData.custom('#cloud-config\nrepo_update: true');
    script.addCommands('package_upgrade: true');
    template(stack, 'Template', { userData: script });
  },

  compute_user_data_multipart(app) {
    const stack = new Stack(app, 'UserData');
    const hook = ec2.UserData.forLinux();
    hook.addCommands('cloud-init-per once docker echo "${OPTIONS}" >> /etc/sysconfig/docker');
    const setup = ec2.UserData.forLinux();
    const multipart = new ec2.MultipartUserData();
    multipart.addPart(ec2.MultipartBody.fromUserData(hook, 'text/cloud-boothook; charset="us-ascii"'));
    multipart.addUserDataPart(setup, ec2.MultipartBody.SHELL_SCRIPT, true);
    multipart.addPart(
      ec2.MultipartBody.fromRawBody({
        contentType: 'text/cloud-config',
        transferEncoding: '7bit',
        body: '#cloud-config\nrepo_update: true',
      }),
    );
    multipart.addCommands(`echo らと ${Aws.REGION}`);
    setup.addCommands('touch /root/done');
    template(stack, 'Template', { userData: multipart });
    const other = new ec2.MultipartUserData({ partsSeparator: '==BOUNDARY==' });
    other.addUserDataPart(ec2.UserData.forLinux());
    template(stack, 'Other', { userData: other });
  },

  compute_machine_image_amazon_linux(app) {
    const stack = new Stack(app, 'Images');
    const { AmazonLinuxCpuType: Cpu, AmazonLinuxEdition: Edition } = ec2;
    const images = [
      ec2.MachineImage.latestAmazonLinux2023(),
      ec2.MachineImage.latestAmazonLinux2023({ cpuType: Cpu.ARM_64 }),
      ec2.MachineImage.latestAmazonLinux2023({ edition: Edition.MINIMAL }),
      new ec2.AmazonLinux2023ImageSsmParameter({ cachedInContext: false }),
      ec2.MachineImage.latestAmazonLinux2(),
      ec2.MachineImage.latestAmazonLinux2({ cpuType: Cpu.ARM_64, edition: Edition.MINIMAL }),
      new ec2.AmazonLinux2ImageSsmParameter({ cachedInContext: false, storage: ec2.AmazonLinuxStorage.EBS }),
    ];
    images.forEach((machineImage, index) => template(stack, `Template${index}`, { machineImage, ...HARDENED }));
  },

  compute_machine_image_parameters(app) {
    const stack = new Stack(app, 'Images');
    const ubuntu = '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id';
    const sda = { ...HARDENED, blockDevices: [{ ...HARDENED.blockDevices[0], deviceName: '/dev/sda1' }] };
    template(stack, 'Ubuntu', { machineImage: ec2.MachineImage.fromSsmParameter(ubuntu), ...sda });
    template(stack, 'Own', { machineImage: ec2.MachineImage.fromSsmParameter('/my/image') });
    template(stack, 'OwnAgain', { machineImage: ec2.MachineImage.fromSsmParameter('/my/image') });
    template(stack, 'Windows', {
      machineImage: ec2.MachineImage.fromSsmParameter('/my/windows', { os: ec2.OperatingSystemType.WINDOWS }),
    });
    template(stack, 'AtLaunch', { machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch('/my/image') });
    template(stack, 'AtLaunchVersion', {
      machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch('/my/image', { parameterVersion: '7' }),
    });
  },

  compute_machine_image_cached: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Images', { env: ENV });
      template(stack, 'Linux', {
        machineImage: ec2.MachineImage.latestAmazonLinux2023({ cachedInContext: true }),
        ...HARDENED,
      });
      template(stack, 'Own', { machineImage: ec2.MachineImage.fromSsmParameter('/my/image', { cachedInContext: true }) });
    },
    {
      context: {
        'ssm:account=111111111111:parameterName=/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64:region=eu-west-1':
          'ami-11',
        'ssm:account=111111111111:parameterName=/my/image:region=eu-west-1': 'ami-12',
      },
    },
  ),

  compute_machine_image_lookup: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Images', { env: ENV });
      template(stack, 'Own', { machineImage: ec2.MachineImage.lookup({ name: 'valohai-*', owners: ['self'] }) });
      template(stack, 'Windows', {
        machineImage: ec2.MachineImage.lookup({
          name: 'win-*',
          owners: ['amazon', '222222222222'],
          windows: true,
          filters: { architecture: ['arm64'], 'root-device-type': ['ebs'] },
        }),
      });
    },
    {
      context: {
        'ami:account=111111111111:filters.image-type.0=machine:filters.name.0=valohai-*:filters.state.0=available:owners.0=self:region=eu-west-1':
          'ami-21',
        'ami:account=111111111111:filters.architecture.0=arm64:filters.image-type.0=machine:filters.name.0=win-*:filters.platform.0=windows:filters.root-device-type.0=ebs:filters.state.0=available:owners.0=amazon:owners.1=222222222222:region=eu-west-1':
          'ami-22',
      },
    },
  ),

  compute_machine_image_map(app) {
    const map = { 'eu-west-1': 'ami-1', 'us-east-1': 'ami-2' };
    template(new Stack(app, 'Anywhere'), 'Template', { machineImage: ec2.MachineImage.genericLinux(map) });
    const known = new Stack(app, 'Known', { env: ENV });
    template(known, 'Template', { machineImage: ec2.MachineImage.genericLinux(map) });
    template(known, 'Windows', { machineImage: ec2.MachineImage.genericWindows(map) });
  },

  compute_key_pair(app) {
    const stack = new Stack(app, 'Keys');
    const rsa = new ec2.KeyPair(stack, 'Rsa', { type: ec2.KeyPairType.RSA });
    rsa.privateKey.grantRead(roleOf(stack));
    new ec2.KeyPair(stack, 'Elliptic', {
      type: ec2.KeyPairType.ED25519,
      format: ec2.KeyPairFormat.PPK,
      keyPairName: 'workers',
    });
    new ec2.KeyPair(stack, 'Imported', { publicKeyMaterial: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7jpNzG+YG0s+xIGWbx' });
    const known = ec2.KeyPair.fromKeyPairName(stack, 'Known', 'existing');
    template(stack, 'Template', { keyPair: rsa });
    template(stack, 'KnownTemplate', { keyPair: known });
  },

  compute_key_pair_default(app) {
    new ec2.KeyPair(new Stack(app, 'Keys'), 'Key');
  },

  compute_volume(app) {
    const stack = new Stack(app, 'Volumes');
    const zone = 'eu-west-1a';
    new ec2.Volume(stack, 'Plain', { availabilityZone: zone, size: Size.gibibytes(8), encrypted: true });
    new ec2.Volume(stack, 'Fast', {
      availabilityZone: zone,
      size: Size.gibibytes(500),
      volumeType: ec2.EbsDeviceVolumeType.IO2,
      iops: 1000,
      enableMultiAttach: true,
      encrypted: true,
      autoEnableIo: true,
      volumeName: 'fast',
      removalPolicy: RemovalPolicy.SNAPSHOT,
    });
    new ec2.Volume(stack, 'Restored', {
      availabilityZone: zone,
      snapshotId: 'snap-0123456789abcdef0',
      throughput: 250,
      iops: 4000,
      volumeType: GP3,
      encrypted: true,
      removalPolicy: RemovalPolicy.DESTROY,
      volumeInitializationRate: Size.mebibytes(200),
    });
  },

  compute_volume_default(app) {
    new ec2.Volume(new Stack(app, 'Volumes'), 'Volume', { availabilityZone: 'eu-west-1a', size: Size.gibibytes(8) });
  },

  compute_volume_grants(app) {
    const stack = new Stack(app, 'Volumes');
    const role = roleOf(stack);
    const volume = new ec2.Volume(stack, 'Volume', {
      availabilityZone: 'eu-west-1a',
      size: Size.gibibytes(8),
      encrypted: true,
      encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
    });
    const machine = instance(stack, 'Instance', { vpc: vpcOf(stack) });
    volume.grantAttachVolume(role);
    volume.grantDetachVolume(role, [machine]);
    const known = ec2.Volume.fromVolumeAttributes(stack, 'Known', { volumeId: 'vol-0123', availabilityZone: 'eu-west-1a' });
    known.grantAttachVolume(role);
  },

  compute_volume_grants_by_tag(app) {
    const stack = new Stack(app, 'Volumes');
    const machine = instance(stack, 'Instance', { vpc: vpcOf(stack) });
    const volume = new ec2.Volume(stack, 'Volume', {
      availabilityZone: 'eu-west-1a',
      size: Size.gibibytes(8),
      encrypted: true,
    });
    volume.grantAttachVolumeByResourceTag(machine.grantPrincipal, [machine]);
    volume.grantDetachVolumeByResourceTag(machine.grantPrincipal, [machine], 'Mine');
  },

  compute_elastic_ip(app) {
    const stack = new Stack(app, 'Addresses');
    const { Construct } = require('constructs');
    const scope = new Construct(stack, 'Address');
    const address = new ec2.CfnEIP(scope, 'Resource', { domain: 'vpc' });
    const machine = instance(stack, 'Instance', { vpc: vpcOf(stack) });
    new ec2.CfnEIPAssociation(scope, 'Association', {
      allocationId: address.attrAllocationId,
      instanceId: machine.instanceId,
    });
  },

  compute_launch_template_default(app) {
    new ec2.LaunchTemplate(new Stack(app, 'Templates'), 'Template');
  },

  compute_launch_template_settings(app) {
    const stack = new Stack(app, 'Templates');
    template(stack, 'Template', {
      launchTemplateName: 'workers',
      versionDescription: 'the first',
      instanceType: t3(),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      cpuCredits: ec2.CpuCredits.UNLIMITED,
      cpuOptions: { coreCount: 2, threadsPerCore: 1, nestedVirtualization: true, amdSevSnp: false },
      disableApiTermination: true,
      ebsOptimized: true,
      nitroEnclaveEnabled: false,
      hibernationConfigured: true,
      instanceInitiatedShutdownBehavior: ec2.InstanceInitiatedShutdownBehavior.TERMINATE,
      detailedMonitoring: true,
      httpEndpoint: true,
      httpProtocolIpv6: false,
      httpPutResponseHopLimit: 2,
      instanceMetadataTags: true,
      blockDevices: HARDENED.blockDevices,
    });
    Tags.of(stack).add('valohai', '1');
  },

  compute_launch_template_spot(app) {
    const stack = new Stack(app, 'Templates');
    template(stack, 'Plain', { spotOptions: {} });
    template(stack, 'Priced', {
      spotOptions: {
        interruptionBehavior: ec2.SpotInstanceInterruption.STOP,
        maxPrice: 0.25,
        requestType: ec2.SpotRequestType.PERSISTENT,
      },
    });
  },

  compute_launch_template_disks(app) {
    const stack = new Stack(app, 'Templates');
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1');
    const { BlockDeviceVolume: Volume } = ec2;
    template(stack, 'Template', {
      blockDevices: [
        { deviceName: '/dev/xvda', volume: Volume.ebs(50, { encrypted: true, volumeType: GP3, kmsKey: key }) },
        {
          deviceName: '/dev/sdb',
          volume: Volume.ebs(100, {
            encrypted: true,
            volumeType: GP3,
            iops: 4000,
            throughput: 250,
            deleteOnTermination: false,
          }),
        },
        {
          deviceName: '/dev/sdc',
          volume: Volume.ebsFromSnapshot('snap-1', {
            encrypted: true,
            volumeType: GP3,
            volumeSize: 150,
            volumeInitializationRate: Size.mebibytes(200),
          }),
        },
        { deviceName: '/dev/sdd', volume: Volume.ephemeral(0) },
        { deviceName: '/dev/sde', volume: new Volume(), mappingEnabled: false },
      ],
    });
  },

  compute_launch_template_role_and_groups(app) {
    const stack = new Stack(app, 'Templates');
    const vpc = vpcOf(stack);
    const role = roleOf(stack);
    const first = new ec2.SecurityGroup(stack, 'First', { vpc });
    const second = new ec2.SecurityGroup(stack, 'Second', { vpc });
    const made = template(stack, 'Template', { role, securityGroup: first });
    made.addSecurityGroup(second);
    made.connections.allowFromAnyIpv4(ec2.Port.tcp(443));
    made.grantPrincipal.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }),
    );
    const profile = new iam.InstanceProfile(stack, 'Profile', { role });
    template(stack, 'WithProfile', { instanceProfile: profile });
    template(stack, 'Public', { securityGroup: first, associatePublicIpAddress: true });
  },

  compute_launch_template_references(app) {
    const stack = new Stack(app, 'Templates');
    const made = template(stack, 'Template');
    const { CfnOutput } = require('aws-cdk-lib');
    new CfnOutput(stack, 'Id', { value: made.launchTemplateId });
    new CfnOutput(stack, 'Latest', { value: made.latestVersionNumber });
    new CfnOutput(stack, 'DefaultVersion', { value: made.defaultVersionNumber });
    const known = ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Known', { launchTemplateId: 'lt-1' });
    new CfnOutput(stack, 'KnownVersion', { value: known.versionNumber });
  },

  compute_instance_default(app) {
    const stack = new Stack(app, 'Instances', { env: ENV });
    new ec2.Instance(stack, 'Instance', {
      vpc: vpcOf(stack),
      instanceType: t3(),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
  },

  compute_instance_settings(app) {
    const stack = new Stack(app, 'Instances', { env: ENV });
    const vpc = vpcOf(stack);
    const machine = instance(stack, 'Instance', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      availabilityZone: 'eu-west-1b',
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      instanceName: 'worker',
      keyPair: ec2.KeyPair.fromKeyPairName(stack, 'Key', 'existing'),
      privateIpAddress: '10.0.0.7',
      sourceDestCheck: false,
      propagateTagsToVolumeOnCreation: true,
      detailedMonitoring: true,
      creditSpecification: ec2.CpuCredits.STANDARD,
      ebsOptimized: true,
      disableApiTermination: true,
      instanceInitiatedShutdownBehavior: ec2.InstanceInitiatedShutdownBehavior.TERMINATE,
      enclaveEnabled: false,
      hibernationEnabled: true,
      httpEndpoint: true,
      httpProtocolIpv6: false,
      httpPutResponseHopLimit: 2,
      instanceMetadataTags: true,
      allowAllOutbound: false,
      ssmSessionPermissions: true,
      resourceSignalTimeout: Duration.minutes(90),
    });
    machine.connections.allowFromAnyIpv4(ec2.Port.tcp(443), 'web');
    machine.addUserData('yum install -y docker');
    machine.addToRolePolicy(new iam.PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }));
    Tags.of(stack).add('valohai', '1');
  },

  compute_instance_public_address(app) {
    const stack = new Stack(app, 'Instances');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0, restrictDefaultSecurityGroup: false });
    const { blockDevices, ...rest } = HARDENED;
    new ec2.Instance(stack, 'Instance', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      associatePublicIpAddress: true,
      privateIpAddress: '10.0.0.9',
      instanceType: t3(),
      machineImage: ec2.MachineImage.fromSsmParameter('/my/image'),
      ...rest,
    });
  },

  compute_instance_role_and_groups(app) {
    const stack = new Stack(app, 'Instances', { env: ENV });
    const vpc = vpcOf(stack);
    const role = roleOf(stack);
    const group = new ec2.SecurityGroup(stack, 'Group', { vpc });
    const machine = instance(stack, 'WithRole', { vpc, role, securityGroup: group });
    machine.addSecurityGroup(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Other', 'sg-1'));
    const profile = new iam.InstanceProfile(stack, 'Profile', { role });
    instance(stack, 'WithProfile', { vpc, securityGroup: group, instanceProfile: profile });
  },

  compute_instance_user_data(app) {
    const stack = new Stack(app, 'Instances', { env: ENV });
    const vpc = vpcOf(stack);
    const parameter = new CfnParameter(stack, 'Color', { default: 'blue' });
    const replaced = instance(stack, 'Replaced', { vpc, userDataCausesReplacement: true });
    replaced.addUserData('echo "one"', `echo ${parameter.valueAsString}`);
    replaced.userData.addSignalOnExitCommand(replaced);
    const literal = instance(stack, 'Literal', { vpc, userDataCausesReplacement: true });
    literal.addUserData('echo "ära" \\ \u0001');
    const { CfnOutput } = require('aws-cdk-lib');
    new CfnOutput(stack, 'Id', { value: replaced.instanceId });
    new CfnOutput(stack, 'LiteralId', { value: literal.instanceId });
  },

  compute_instance_attributes(app) {
    const stack = new Stack(app, 'Instances', { env: ENV });
    const machine = instance(stack, 'Instance', { vpc: vpcOf(stack) });
    const { CfnOutput } = require('aws-cdk-lib');
    new CfnOutput(stack, 'Id', { value: machine.instanceId });
    new CfnOutput(stack, 'Zone', { value: machine.instanceAvailabilityZone });
    new CfnOutput(stack, 'PrivateName', { value: machine.instancePrivateDnsName });
    new CfnOutput(stack, 'PrivateIp', { value: machine.instancePrivateIp });
    new CfnOutput(stack, 'PublicName', { value: machine.instancePublicDnsName });
    new CfnOutput(stack, 'PublicIp', { value: machine.instancePublicIp });
  },

  compute_instance_placement(app) {
    const stack = new Stack(app, 'Instances', { env: ENV });
    const vpc = vpcOf(stack);
    const placementGroup = ec2.PlacementGroup.fromPlacementGroupName(stack, 'Group', 'near');
    instance(stack, 'Near', { vpc, placementGroup, ipv6AddressCount: 2, allowAllIpv6Outbound: true });
    template(stack, 'NearTemplate', { placementGroup });
    const windows = ec2.MachineImage.genericWindows({ 'eu-west-1': 'ami-2' });
    const machine = instance(stack, 'Windows', { vpc, machineImage: windows, blockDevices: undefined });
    machine.addUserData('Write-Output "$env:Path"');
    const disks = [
      { deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(30, { encrypted: true, volumeType: GP3 }) },
      { deviceName: '/dev/sdb', volume: new ec2.BlockDeviceVolume(), mappingEnabled: false },
      { deviceName: '/dev/sdc', volume: ec2.BlockDeviceVolume.ephemeral(1) },
    ];
    instance(stack, 'Disks', { vpc, blockDevices: disks });
  },

  compute_instance_across_stacks(app) {
    const network = new Stack(app, 'Network', { env: ENV });
    const group = new ec2.SecurityGroup(network, 'Group', { vpc: vpcOf(network) });
    const stack = new Stack(app, 'Instances', { env: ENV });
    const machine = instance(stack, 'Instance', { vpc: vpcOf(stack), securityGroup: group, userDataCausesReplacement: true });
    machine.addUserData(`echo ${group.securityGroupId}`);
  },
};
