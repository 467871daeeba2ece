// The cases: one function each, building one app with aws-cdk-lib. The Rust half has a function of the same name that
// builds the same app with Purlin. `name.context` sets context over the recommended feature flags, `name.app` more App
// properties.
'use strict';
const subjects = [
  'names',
  'stages',
  'references',
  'reference_strength',
  'nested_stacks',
  'tags',
  'dependencies',
  'conditions',
  'intrinsics',
  'values',
  'template_parts',
  'resource_options',
  'aspects',
  'environments',
  'synthesizers',
  'assets',
  'services/aspects',
  'services/autoscaling',
  'services/certificatemanager',
  'services/cloudformation',
  'services/cloudwatch',
  'services/ec2_compute',
  'services/ec2_network',
  'services/ec2_security_group',
  'services/efs',
  'services/elasticache',
  'services/elasticloadbalancingv2',
  'services/fsx',
  'services/iam',
  'services/iam_policies',
  'services/kms',
  'services/logs',
  'services/rds',
  'services/route53',
  'services/s3',
  'services/secretsmanager',
  'services/sns',
  'services/ssm',
];

for (const subject of subjects) {
  for (const [name, build] of Object.entries(require(`./cases/${subject}`))) {
    if (module.exports[name]) throw new Error(`two cases are named ${name}`);
    module.exports[name] = build;
  }
}
