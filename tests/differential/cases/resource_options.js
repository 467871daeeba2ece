// Everything of a resource beside its properties, and overrides of all of it.
'use strict';
const {
  CfnDeletionPolicy,
  CfnResource,
  RemovalPolicies,
  RemovalPolicy,
  Stack,
  aws_autoscaling: autoscaling,
  aws_ec2: ec2,
  aws_rds: rds,
  aws_s3: s3,
  aws_sns: sns,
} = require('aws-cdk-lib');
const { Construct } = require('constructs');

module.exports = {
  removal_policies(app) {
    const stack = new Stack(app, 'Removal');
    for (const [id, policy] of Object.entries({
      Destroyed: RemovalPolicy.DESTROY,
      Retained: RemovalPolicy.RETAIN,
      RetainedOnUpdateOrDelete: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    })) {
      new s3.CfnBucket(stack, id).applyRemovalPolicy(policy);
    }
    new ec2.CfnVolume(stack, 'Snapshot', { availabilityZone: 'eu-west-1a', size: 1 }).applyRemovalPolicy(
      RemovalPolicy.SNAPSHOT,
    );
    new s3.CfnBucket(stack, 'ByDefault').applyRemovalPolicy();
    new s3.CfnBucket(stack, 'OtherDefault').applyRemovalPolicy(undefined, { default: RemovalPolicy.DESTROY });
    new s3.CfnBucket(stack, 'NoUpdate').applyRemovalPolicy(RemovalPolicy.DESTROY, {
      applyToUpdateReplacePolicy: false,
    });
    new s3.CfnBucket(stack, 'Untouched');
  },

  removal_policies_by_options(app) {
    const stack = new Stack(app, 'Removal');
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    bucket.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    bucket.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  },

  removal_policies_of_a_scope(app) {
    const stack = new Stack(app, 'Removal');
    const group = new Construct(stack, 'Group');
    new s3.CfnBucket(group, 'Bucket');
    new sns.CfnTopic(group, 'Topic');
    new s3.CfnBucket(stack, 'Outside');
    RemovalPolicies.of(group).retain({ excludeResourceTypes: ['AWS::SNS::Topic'] });
  },

  creation_and_update_policies(app) {
    const stack = new Stack(app, 'Policies');
    const group = new autoscaling.CfnAutoScalingGroup(stack, 'Group', {
      minSize: '1',
      maxSize: '4',
      availabilityZones: ['eu-west-1a'],
    });
    group.cfnOptions.creationPolicy = {
      resourceSignal: { count: 2, timeout: 'PT15M' },
      autoScalingCreationPolicy: { minSuccessfulInstancesPercent: 50 },
    };
    group.cfnOptions.updatePolicy = {
      autoScalingRollingUpdate: {
        maxBatchSize: 1,
        minInstancesInService: 1,
        pauseTime: 'PT5M',
        waitOnResourceSignals: true,
        suspendProcesses: ['AlarmNotification'],
      },
      autoScalingScheduledAction: { ignoreUnmodifiedGroupSizeProperties: true },
    };
    const replaced = new autoscaling.CfnAutoScalingGroup(stack, 'Replaced', {
      minSize: '1',
      maxSize: '4',
      availabilityZones: ['eu-west-1a'],
    });
    replaced.cfnOptions.updatePolicy = { autoScalingReplacingUpdate: { willReplace: true } };
    const instance = new ec2.CfnInstance(stack, 'Instance', { imageId: 'ami-12345678' });
    instance.cfnOptions.creationPolicy = { resourceSignal: { timeout: 'PT30M' } };
  },

  property_overrides(app) {
    const stack = new Stack(app, 'Overrides');
    const bucket = new s3.CfnBucket(stack, 'Bucket', {
      bucketName: 'given',
      versioningConfiguration: { status: 'Enabled' },
      tags: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    });
    bucket.addPropertyOverride('BucketName', 'overridden');
    bucket.addPropertyOverride('NewProperty', { Deep: { Value: 1 } });
    bucket.addPropertyOverride('NewProperty.Deep.Other', [1, 2]);
    bucket.addPropertyOverride('With\\.Dot', 'x');
    bucket.addPropertyOverride('Tags.1.Value', 'changed');
    bucket.addPropertyOverride('Reference', { Ref: 'AWS::Region' });
    bucket.addPropertyDeletionOverride('VersioningConfiguration.Status');
  },

  property_deletion_overrides(app) {
    const stack = new Stack(app, 'Overrides');
    const bucket = new s3.CfnBucket(stack, 'Bucket', {
      bucketName: 'given',
      versioningConfiguration: { status: 'Enabled' },
    });
    bucket.addPropertyDeletionOverride('BucketName');
    const emptied = new s3.CfnBucket(stack, 'Emptied', { bucketName: 'given' });
    emptied.addPropertyDeletionOverride('BucketName');
    const instance = new ec2.CfnInstance(stack, 'Instance', {
      imageId: 'ami-12345678',
      securityGroupIds: ['sg-1', 'sg-2'],
    });
    instance.addPropertyDeletionOverride('SecurityGroupIds');
  },

  overrides(app) {
    const stack = new Stack(app, 'Overrides');
    const topic = new sns.CfnTopic(stack, 'Topic', { topicName: 'given' });
    const other = new sns.CfnTopic(stack, 'Other');
    topic.addOverride('Type', 'Custom::Topic');
    topic.addOverride('DependsOn', [other.logicalId]);
    topic.addOverride('Metadata.Tool', { level: 3 });
    topic.addOverride('Condition', 'Never');
    topic.addOverride('Properties.TopicName', topic.getAtt('TopicArn'));
    other.applyRemovalPolicy(RemovalPolicy.RETAIN);
    other.addDeletionOverride('DeletionPolicy');
  },

  resource_metadata(app) {
    const stack = new Stack(app, 'Metadata');
    const topic = new sns.CfnTopic(stack, 'Topic');
    topic.cfnOptions.metadata = { Given: { topic: topic.ref } };
    topic.addMetadata('Added', ['x', 1]);
    topic.cfnOptions.description = 'a described topic';
    topic.cfnOptions.version = '1.0';
    new sns.CfnTopic(stack, 'Empty').cfnOptions.metadata = {};
  },

  untyped_resources(app) {
    const stack = new Stack(app, 'Untyped');
    const thing = new CfnResource(stack, 'Thing', {
      type: 'My::Own::Thing',
      properties: { zulu: 1, Alpha: 2, nested: { b: 1, a: 2 } },
    });
    thing.addPropertyOverride('Later', true);
    new CfnResource(stack, 'Custom', { type: 'Custom::Thing', properties: { ServiceToken: thing.ref } });
  },

  typed_resource_with_defaults(app) {
    const stack = new Stack(app, 'Typed');
    new rds.CfnDBInstance(stack, 'Database', {
      dbInstanceClass: 'db.t3.micro',
      engine: 'postgres',
      allocatedStorage: '20',
      manageMasterUserPassword: true,
    });
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    bucket.bucketName = 'set-later';
    bucket.corsConfiguration = { corsRules: [{ allowedMethods: ['GET'], allowedOrigins: ['*'], maxAge: 3000 }] };
  },
};
