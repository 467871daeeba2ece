// Groups of instances.
'use strict';
const {
  Annotations,
  CfnOutput,
  Duration,
  Stack,
  Tags,
  aws_autoscaling: autoscaling,
  aws_cloudwatch: cloudwatch,
  aws_ec2: ec2,
  aws_elasticloadbalancingv2: elbv2,
  aws_iam: iam,
  aws_sns: sns,
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

const image = () => ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-0123456789abcdef0' });

const inIreland = (app) => new Stack(app, 'Scaled', { env: { region: 'eu-west-1' } });

const group = (stack, props) =>
  new autoscaling.AutoScalingGroup(stack, 'ASG', {
    vpc: network(stack),
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: image(),
    requireImdsv2: true,
    ...props,
  });

const template = (stack, id = 'Template', props = {}) =>
  new ec2.LaunchTemplate(stack, id, {
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: image(),
    requireImdsv2: true,
    ...props,
  });

module.exports = {
  autoscaling_group(app) {
    const stack = inIreland(app);
    const made = group(stack);
    new CfnOutput(stack, 'Name', { value: made.autoScalingGroupName });
    new CfnOutput(stack, 'Arn', { value: made.autoScalingGroupArn });
  },

  autoscaling_instances(app) {
    const stack = inIreland(app);
    const made = group(stack, {
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      associatePublicIpAddress: true,
      keyPair: ec2.KeyPair.fromKeyPairName(stack, 'Key', 'operators'),
      instanceMonitoring: autoscaling.Monitoring.DETAILED,
      allowAllOutbound: false,
      ssmSessionPermissions: true,
      spotPrice: '0.05',
    });
    made.addUserData('echo one', 'echo two');
    made.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
    made.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.tcp(8080), 'From the network');
    Tags.of(made).add('team', 'workers');
  },

  autoscaling_block_devices(app) {
    const stack = inIreland(app);
    group(stack, {
      blockDevices: [
        {
          deviceName: '/dev/sdf',
          volume: autoscaling.BlockDeviceVolume.ebs(15, {
            volumeType: autoscaling.EbsDeviceVolumeType.GP3,
            throughput: 125,
            encrypted: true,
          }),
        },
      ],
    });
  },

  autoscaling_own_role_group_and_user_data(app) {
    const stack = inIreland(app);
    const vpc = network(stack);
    const userData = ec2.UserData.forLinux();
    userData.addCommands('echo hello');
    const made = new autoscaling.AutoScalingGroup(stack, 'ASG', {
      vpc,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.LARGE),
      machineImage: image(),
      requireImdsv2: true,
      securityGroup: new ec2.SecurityGroup(stack, 'Instances', { vpc }),
      role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }),
      userData,
    });
    made.addSecurityGroup(new ec2.SecurityGroup(stack, 'More', { vpc }));
  },

  autoscaling_capacity(app) {
    const stack = inIreland(app);
    const made = group(stack, { minCapacity: 2, maxCapacity: 10, desiredCapacity: 4 });
    // Purlin tells of it in words of its own.
    Annotations.of(made).acknowledgeWarning('@aws-cdk/aws-autoscaling:desiredCapacitySet');
  },

  autoscaling_settings(app) {
    const stack = inIreland(app);
    group(stack, {
      autoScalingGroupName: 'workers',
      minCapacity: 0,
      maxCapacity: 5,
      cooldown: Duration.minutes(5),
      maxInstanceLifetime: Duration.days(7),
      newInstancesProtectedFromScaleIn: true,
      capacityRebalance: true,
      defaultInstanceWarmup: Duration.seconds(5),
      terminationPolicies: [autoscaling.TerminationPolicy.OLDEST_INSTANCE, autoscaling.TerminationPolicy.DEFAULT],
      minHealthyPercentage: 100,
      maxHealthyPercentage: 200,
      azCapacityDistributionStrategy: autoscaling.CapacityDistributionStrategy.BALANCED_ONLY,
      deletionProtection: autoscaling.DeletionProtection.PREVENT_FORCE_DELETION,
    });
  },

  autoscaling_protected_later(app) {
    const stack = inIreland(app);
    group(stack).protectNewInstancesFromScaleIn();
  },

  autoscaling_custom_termination_policy(app) {
    const stack = inIreland(app);
    group(stack, {
      terminationPolicies: [
        autoscaling.TerminationPolicy.CUSTOM_LAMBDA_FUNCTION,
        autoscaling.TerminationPolicy.OLDEST_LAUNCH_TEMPLATE,
      ],
      terminationPolicyCustomLambdaFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:choose',
    });
  },

  autoscaling_health_checks(app) {
    const stack = inIreland(app);
    group(stack, { healthChecks: autoscaling.HealthChecks.ec2({ gracePeriod: Duration.seconds(100) }) });
    new autoscaling.AutoScalingGroup(stack, 'More', {
      vpc: stack.node.findChild('Vpc'),
      launchTemplate: template(stack),
      healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
        gracePeriod: Duration.minutes(5),
        additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB, autoscaling.AdditionalHealthCheckType.EBS],
      }),
    });
  },

  autoscaling_launch_template(app) {
    const stack = inIreland(app);
    const made = new autoscaling.AutoScalingGroup(stack, 'ASG', {
      vpc: network(stack),
      launchTemplate: template(stack),
      maxCapacity: 3,
    });
    Tags.of(made).add('team', 'workers', { applyToLaunchedInstances: false });
  },

  autoscaling_imported_launch_template(app) {
    const stack = inIreland(app);
    new autoscaling.AutoScalingGroup(stack, 'ASG', {
      vpc: network(stack),
      launchTemplate: ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', {
        launchTemplateId: 'lt-0123456789abcdef0',
        versionNumber: '3',
      }),
    });
  },

  autoscaling_mixed_instances(app) {
    const stack = inIreland(app);
    new autoscaling.AutoScalingGroup(stack, 'ASG', {
      vpc: network(stack),
      maxCapacity: 10,
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandBaseCapacity: 1,
          onDemandPercentageAboveBaseCapacity: 50,
          onDemandAllocationStrategy: autoscaling.OnDemandAllocationStrategy.PRIORITIZED,
          spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
          spotMaxPrice: '0.1',
        },
        launchTemplate: template(stack),
        launchTemplateOverrides: [
          { instanceType: new ec2.InstanceType('t3.micro'), weightedCapacity: 1 },
          { instanceType: new ec2.InstanceType('t3a.micro') },
          { instanceType: new ec2.InstanceType('t4g.micro'), launchTemplate: template(stack, 'Arm') },
        ],
      },
    });
  },

  autoscaling_instance_requirements(app) {
    const stack = inIreland(app);
    new autoscaling.AutoScalingGroup(stack, 'ASG', {
      vpc: network(stack),
      mixedInstancesPolicy: {
        launchTemplate: template(stack, 'Template', { instanceType: undefined }),
        launchTemplateOverrides: [
          {
            instanceRequirements: {
              vCpuCount: { min: 4, max: 8 },
              memoryMiB: { min: 16384 },
              cpuManufacturers: ['intel'],
            },
          },
        ],
      },
    });
  },

  autoscaling_rolling_update(app) {
    const stack = inIreland(app);
    group(stack, {
      minCapacity: 2,
      maxCapacity: 4,
      signals: autoscaling.Signals.waitForAll({ timeout: Duration.minutes(10), minSuccessPercentage: 50 }),
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({ maxBatchSize: 2, minInstancesInService: 1 }),
    });
  },

  autoscaling_rolling_update_without_signals(app) {
    const stack = inIreland(app);
    group(stack, {
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({
        pauseTime: Duration.minutes(2),
        waitOnResourceSignals: true,
        minSuccessPercentage: 80,
        suspendProcesses: [autoscaling.ScalingProcess.AZ_REBALANCE],
      }),
    });
  },

  autoscaling_replacing_update(app) {
    const stack = inIreland(app);
    group(stack, {
      signals: autoscaling.Signals.waitForCount(3),
      maxCapacity: 3,
      updatePolicy: autoscaling.UpdatePolicy.replacingUpdate(),
    });
  },

  autoscaling_signals_of_the_minimum(app) {
    const stack = inIreland(app);
    group(stack, {
      minCapacity: 2,
      signals: autoscaling.Signals.waitForMinCapacity({ timeout: Duration.minutes(5) }),
      ignoreUnmodifiedSizeProperties: false,
    });
  },

  autoscaling_instance_refresh(app) {
    const stack = inIreland(app);
    group(stack, {
      updatePolicy: autoscaling.UpdatePolicy.instanceRefresh({
        strategy: autoscaling.InstanceRefreshStrategy.ROLLING,
        minHealthyPercentage: 90,
        maxHealthyPercentage: 100,
        instanceWarmup: Duration.seconds(300),
        checkpointPercentages: [50, 100],
        checkpointDelay: Duration.minutes(10),
      }),
    });
  },

  autoscaling_notifications(app) {
    const stack = inIreland(app);
    const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:events');
    group(stack, {
      notifications: [
        { topic },
        { topic, scalingEvents: autoscaling.ScalingEvents.ERRORS },
        { topic, scalingEvents: new autoscaling.ScalingEvents(autoscaling.ScalingEvent.INSTANCE_TERMINATE) },
      ],
    });
  },

  autoscaling_group_metrics(app) {
    const stack = inIreland(app);
    group(stack, { groupMetrics: [autoscaling.GroupMetrics.all()] });
    new autoscaling.AutoScalingGroup(stack, 'Some', {
      vpc: stack.node.findChild('Vpc'),
      launchTemplate: template(stack),
      groupMetrics: [
        new autoscaling.GroupMetrics(autoscaling.GroupMetric.MIN_SIZE, autoscaling.GroupMetric.MAX_SIZE),
      ],
    });
  },

  autoscaling_target_tracking(app) {
    const stack = inIreland(app);
    const made = group(stack, { minCapacity: 5, maxCapacity: 100 });
    made.scaleOnCpuUtilization('KeepSpareCPU', {
      targetUtilizationPercent: 50,
      cooldown: Duration.minutes(5),
      estimatedInstanceWarmup: Duration.minutes(2),
      disableScaleIn: true,
    });
    made.scaleOnIncomingBytes('LimitIngressPerInstance', { targetBytesPerSecond: 10 * 1024 * 1024 });
    made.scaleOnOutgoingBytes('LimitEgressPerInstance', { targetBytesPerSecond: 10 * 1024 * 1024 });
    made.scaleToTrackMetric('Own', {
      metric: new cloudwatch.Metric({
        namespace: 'MyService',
        metricName: 'WorkerUtilization',
        dimensionsMap: { Fleet: 'one' },
        statistic: 'Average',
      }),
      targetValue: 60,
    });
  },

  autoscaling_on_schedule(app) {
    const stack = inIreland(app);
    const made = group(stack, { maxCapacity: 30 });
    made.scaleOnSchedule('PrescaleInTheMorning', {
      schedule: autoscaling.Schedule.cron({ hour: '8', minute: '0' }),
      minCapacity: 20,
      timeZone: 'Europe/Helsinki',
    });
    made.scaleOnSchedule('AllowDownscalingAtNight', {
      schedule: autoscaling.Schedule.expression('0 20 * * *'),
      minCapacity: 1,
      maxCapacity: 10,
      desiredCapacity: 2,
      startTime: new Date(Date.UTC(2033, 8, 10, 12, 0, 0)),
    });
    made.scaleOnSchedule('Weekend', {
      schedule: autoscaling.Schedule.cron({ minute: '0', hour: '0', weekDay: 'SAT' }),
      minCapacity: 0,
    });
  },

  autoscaling_in_steps(app) {
    const stack = inIreland(app);
    group(stack, { maxCapacity: 10 }).scaleOnMetric('ScaleToUse', {
      metric: new cloudwatch.Metric({ namespace: 'MyService', metricName: 'WorkerUtilization' }),
      scalingSteps: [
        { upper: 10, change: -1 },
        { lower: 50, change: +1 },
        { lower: 70, change: +3 },
      ],
      evaluationPeriods: 10,
      datapointsToAlarm: 5,
    });
  },

  autoscaling_behind_a_balancer(app) {
    const stack = inIreland(app);
    const made = group(stack, { maxCapacity: 10 });
    const lb = new elbv2.ApplicationLoadBalancer(stack, 'LB', {
      vpc: stack.node.findChild('Vpc'),
      internetFacing: true,
    });
    const listener = lb.addListener('Listener', { port: 80 });
    listener.addTargets('Fleet', { port: 8080, targets: [made] });
    made.scaleOnRequestCount('LimitRPS', { targetRequestsPerMinute: 60 });
  },

  autoscaling_lifecycle_hook(app) {
    const stack = inIreland(app);
    const made = group(stack, {
      instanceLifecyclePolicy: {
        retentionTriggers: { terminateHookAbandon: autoscaling.TerminateHookAbandonAction.RETAIN },
      },
    });
    made.addLifecycleHook('Terminating', {
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING,
      defaultResult: autoscaling.DefaultResult.CONTINUE,
      heartbeatTimeout: Duration.minutes(10),
      notificationMetadata: 'drain',
      lifecycleHookName: 'drain',
    });
  },

  autoscaling_warm_pool(app) {
    const stack = inIreland(app);
    const made = group(stack);
    made.addWarmPool({
      minSize: 1,
      maxGroupPreparedCapacity: 3,
      reuseOnScaleIn: true,
      poolState: autoscaling.PoolState.STOPPED,
    });
  },

  autoscaling_imported(app) {
    const stack = inIreland(app);
    const made = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'ASG', 'workers');
    made.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });
    made.scaleOnSchedule('Night', { schedule: autoscaling.Schedule.expression('0 20 * * *'), minCapacity: 0 });
    new CfnOutput(stack, 'Arn', { value: made.autoScalingGroupArn });
  },
};
