// Ready-made aspects: permissions boundaries and removal policies.
'use strict';
const {
  CfnResource,
  MissingRemovalPolicies,
  RemovalPolicies,
  RemovalPolicy,
  Stack,
  aws_iam: iam,
  aws_s3: s3,
} = require('aws-cdk-lib');
const { Construct } = require('constructs');

const policy = (stack, name) =>
  iam.ManagedPolicy.fromManagedPolicyArn(stack, name, `arn:aws:iam::111111111111:policy/${name}`);
const role = (scope, id, props) =>
  new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), ...props });
const untyped = (scope, id, type) => new CfnResource(scope, id, { type });

module.exports = {
  boundary_of_scopes(app) {
    const stack = new Stack(app, 'Boundary');
    const part = new Construct(stack, 'Part');
    role(stack, 'Outer');
    role(part, 'Inner', { permissionsBoundary: policy(stack, 'own') });
    untyped(part, 'User', 'AWS::IAM::User');
    untyped(part, 'Group', 'AWS::IAM::Group');
    iam.PermissionsBoundary.of(part).apply(policy(stack, 'inner'));
    iam.PermissionsBoundary.of(stack).apply(policy(stack, 'outer'));
  },

  boundary_cleared(app) {
    const stack = new Stack(app, 'Boundary');
    const free = role(stack, 'Free', { permissionsBoundary: policy(stack, 'own') });
    role(stack, 'Bound');
    iam.PermissionsBoundary.of(stack).apply(policy(stack, 'outer'));
    iam.PermissionsBoundary.of(free).clear();
  },

  boundary_made_in_the_stack(app) {
    const stack = new Stack(app, 'Boundary');
    const made = untyped(stack, 'Policy', 'AWS::IAM::ManagedPolicy');
    role(stack, 'Role');
    iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Made', made.ref));
  },

  removal_policies_of_scopes(app) {
    const stack = new Stack(app, 'Removal');
    const part = new Construct(stack, 'Part');
    new s3.CfnBucket(stack, 'Bucket').applyRemovalPolicy(RemovalPolicy.RETAIN);
    new s3.CfnBucket(part, 'Bucket');
    untyped(stack, 'Queue', 'AWS::SQS::Queue');
    untyped(stack, 'Topic', 'AWS::SNS::Topic');
    RemovalPolicies.of(part).retainOnUpdateOrDelete();
    RemovalPolicies.of(stack).destroy({ excludeResourceTypes: ['AWS::SNS::Topic'] });
    RemovalPolicies.of(stack).retain({ applyToResourceTypes: ['AWS::SQS::Queue'] });
  },

  removal_policies_by_priority(app) {
    const stack = new Stack(app, 'Removal');
    untyped(stack, 'Topic', 'AWS::SNS::Topic');
    RemovalPolicies.of(stack).destroy({ priority: 900 });
    RemovalPolicies.of(stack).retain();
  },

  removal_policies_with_snapshots(app) {
    const stack = new Stack(app, 'Removal');
    untyped(stack, 'Volume', 'AWS::EC2::Volume');
    untyped(stack, 'Topic', 'AWS::SNS::Topic');
    RemovalPolicies.of(stack).snapshot({ applyToResourceTypes: ['AWS::EC2::Volume'] });
  },

  removal_policies_that_are_missing(app) {
    const stack = new Stack(app, 'Removal');
    const part = new Construct(stack, 'Part');
    untyped(part, 'Topic', 'AWS::SNS::Topic').applyRemovalPolicy(RemovalPolicy.DESTROY);
    untyped(part, 'Queue', 'AWS::SQS::Queue');
    MissingRemovalPolicies.of(stack).retain();
    MissingRemovalPolicies.of(part).destroy();
  },
};
