// Stack synthesizers: bootstrap resources, roles and versions.
'use strict';
const {
  BootstraplessSynthesizer,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  NestedStack,
  Stack,
  Stage,
  aws_s3_assets: s3Assets,
  aws_sns: sns,
} = require('aws-cdk-lib');

const IRELAND = { account: '111111111111', region: 'eu-west-1' };

/** Two stacks with the synthesizer, in no environment and in a concrete one, each with a file asset where it may be. */
function stacksWith(app, synthesizer, { asset = true } = {}) {
  for (const [id, env] of [
    ['Agnostic', undefined],
    ['Concrete', IRELAND],
  ]) {
    const stack = new Stack(app, id, { env, synthesizer: synthesizer() });
    new sns.CfnTopic(stack, 'Topic');
    if (asset) new s3Assets.Asset(stack, 'Script', { path: 'assets/script.sh' });
  }
}

module.exports = {
  synthesizer_default(app) {
    stacksWith(app, () => new DefaultStackSynthesizer());
  },

  synthesizer_default_with_everything_set(app) {
    stacksWith(
      app,
      () =>
        new DefaultStackSynthesizer({
          qualifier: 'special',
          bucketPrefix: 'prefix/',
          dockerTagPrefix: 'tag-',
          fileAssetsBucketName: 'assets-${AWS::Region}',
          imageAssetsRepositoryName: 'images',
          deployRoleArn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Qualifier}-deploy',
          deployRoleExternalId: 'external',
          deployRoleAdditionalOptions: { Tags: [{ Key: 'k', Value: 'v' }] },
          cloudFormationExecutionRole: 'arn:aws:iam::111111111111:role/execution',
          lookupRoleArn: 'arn:aws:iam::111111111111:role/lookup',
          lookupRoleExternalId: 'external-lookup',
          fileAssetPublishingRoleArn: 'arn:aws:iam::111111111111:role/files',
          fileAssetPublishingExternalId: 'external-files',
          imageAssetPublishingRoleArn: 'arn:aws:iam::111111111111:role/images',
          bootstrapStackVersionSsmParameter: '/version/${Qualifier}',
        }),
    );
  },

  synthesizer_default_without_rule_and_lookup_role(app) {
    stacksWith(
      app,
      () =>
        new DefaultStackSynthesizer({ generateBootstrapVersionRule: false, useLookupRoleForStackOperations: false }),
    );
  },

  synthesizer_qualifier_by_context: Object.assign(
    (app) => {
      stacksWith(app, () => new DefaultStackSynthesizer());
    },
    { context: { '@aws-cdk/core:bootstrapQualifier': 'fromctx' } },
  ),

  synthesizer_bootstrapless(app) {
    stacksWith(app, () => new BootstraplessSynthesizer(), { asset: false });
  },

  synthesizer_bootstrapless_with_roles(app) {
    stacksWith(
      app,
      () =>
        new BootstraplessSynthesizer({
          cloudFormationExecutionRoleArn: 'arn:aws:iam::111111111111:role/execution',
          deployRoleArn: 'arn:aws:iam::111111111111:role/deploy',
        }),
      { asset: false },
    );
  },

  synthesizer_cli_credentials(app) {
    stacksWith(app, () => new CliCredentialsStackSynthesizer());
  },

  synthesizer_cli_credentials_with_everything_set(app) {
    stacksWith(
      app,
      () =>
        new CliCredentialsStackSynthesizer({
          qualifier: 'special',
          bucketPrefix: 'prefix/',
          dockerTagPrefix: 'tag-',
          fileAssetsBucketName: 'assets-bucket',
          imageAssetsRepositoryName: 'images',
        }),
    );
  },

  synthesizer_of_an_app: Object.assign(
    (app) => {
      new sns.CfnTopic(new Stack(app, 'Inherits'), 'Topic');
      new sns.CfnTopic(new Stack(new Stage(app, 'Stage'), 'InheritsToo'), 'Topic');
      new sns.CfnTopic(new Stack(app, 'Own', { synthesizer: new DefaultStackSynthesizer() }), 'Topic');
    },
    { app: { defaultStackSynthesizer: new BootstraplessSynthesizer() } },
  ),

  synthesizer_of_nested_stacks(app) {
    const stack = new Stack(app, 'Parent', { synthesizer: new CliCredentialsStackSynthesizer() });
    new sns.CfnTopic(new NestedStack(stack, 'Nested'), 'Topic');
  },
};
