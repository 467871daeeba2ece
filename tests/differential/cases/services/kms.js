// Keys and aliases.
'use strict';
const {
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  aws_iam: iam,
  aws_kms: kms,
} = require('aws-cdk-lib');

const env = { account: '111111111111', region: 'eu-west-1' };

const role = (scope, id = 'Role', props) =>
  new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), ...props });

/** Outputs of everything that a key tells of itself. */
const tell = (stack, prefix, key) => {
  new CfnOutput(stack, `${prefix}Arn`, { value: key.keyArn });
  new CfnOutput(stack, `${prefix}Id`, { value: key.keyId });
};

module.exports = {
  kms_key_with_defaults(app) {
    const stack = new Stack(app, 'Keys');
    tell(stack, 'Key', new kms.Key(stack, 'Key', { enableKeyRotation: true }));
  },

  kms_key_as_aws_cdk_lib_makes_it(app) {
    new kms.Key(new Stack(app, 'Keys'), 'Key');
  },

  kms_key_with_every_setting(app) {
    new kms.Key(new Stack(app, 'Keys'), 'Key', {
      alias: 'data',
      description: 'for the data of the application',
      enabled: true,
      enableKeyRotation: true,
      rotationPeriod: Duration.days(180),
      pendingWindow: Duration.days(10),
      multiRegion: true,
      keySpec: kms.KeySpec.SYMMETRIC_DEFAULT,
      keyUsage: kms.KeyUsage.ENCRYPT_DECRYPT,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  },

  kms_rotation_period_turns_rotation_on(app) {
    new kms.Key(new Stack(app, 'Keys'), 'Key', { rotationPeriod: Duration.days(90) });
  },

  kms_aliases_of_a_key(app) {
    const stack = new Stack(app, 'Keys');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    key.addAlias('alias/foo');
    const bar = key.addAlias('alias/bar');
    new CfnOutput(stack, 'Bar', { value: bar.aliasName });
    new kms.Alias(stack, 'Own', { aliasName: 'own', targetKey: key, removalPolicy: RemovalPolicy.RETAIN });
  },

  kms_keys_for_signatures_and_macs(app) {
    const stack = new Stack(app, 'Keys');
    const signing = new kms.Key(stack, 'Signing', {
      keySpec: kms.KeySpec.ECC_SECG_P256K1,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
    });
    const mac = new kms.Key(stack, 'Mac', {
      keySpec: kms.KeySpec.HMAC_512,
      keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC,
    });
    signing.grantSign(role(stack, 'Signer'));
    signing.grantVerify(role(stack, 'Verifier'));
    signing.grantSignVerify(role(stack, 'Notary'));
    mac.grantGenerateMac(role(stack, 'Maker'));
    mac.grantVerifyMac(role(stack, 'Checker'));
  },

  kms_grants_go_to_principals(app) {
    const stack = new Stack(app, 'Keys');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    key.grantEncrypt(role(stack, 'Writer'));
    key.grantDecrypt(role(stack, 'Reader'));
    key.grantEncryptDecrypt(role(stack, 'Both'));
    key.grant(role(stack, 'Looker'), 'kms:DescribeKey', 'kms:GetPublicKey');
    key.grantAdmin(role(stack, 'Admin'));
  },

  kms_grants_to_services_and_accounts(app) {
    const stack = new Stack(app, 'Keys');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    key.grantEncryptDecrypt(new iam.ServicePrincipal('logging.s3.amazonaws.com'));
    key.grantDecrypt(new iam.AccountPrincipal('222222222222'));
  },

  kms_admins(app) {
    const stack = new Stack(app, 'Keys');
    const imported = iam.Role.fromRoleArn(stack, 'Trusted', 'arn:aws:iam::222222222222:role/trusted');
    const made = role(stack);
    new kms.Key(stack, 'Key', { enableKeyRotation: true, admins: [imported, made] });
  },

  kms_policy_of_ones_own(app) {
    const stack = new Stack(app, 'Keys');
    const policy = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          actions: ['kms:Create*', 'kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*'],
          principals: [new iam.AccountRootPrincipal()],
          resources: ['*'],
        }),
      ],
    });
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true, policy });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['kms:Decrypt'],
        principals: [new iam.ArnPrincipal('arn:aws:iam::222222222222:root')],
        resources: ['*'],
      }),
    );
  },

  kms_via_service_principal(app) {
    const stack = new Stack(app, 'Keys');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['kms:Decrypt'],
        principals: [new kms.ViaServicePrincipal('s3.eu-west-1.amazonaws.com')],
        resources: ['*'],
      }),
    );
  },

  kms_grant_across_stacks(app) {
    const keys = new Stack(app, 'Keys', { env });
    const key = new kms.Key(keys, 'Key', { enableKeyRotation: true });
    const roles = new Stack(app, 'Roles', { env });
    key.grantEncryptDecrypt(role(roles));
  },

  kms_grant_to_a_stack_that_depends(app) {
    const keys = new Stack(app, 'Keys', { env });
    const key = new kms.Key(keys, 'Key', { enableKeyRotation: true });
    const roles = new Stack(app, 'Roles', { env });
    roles.addStackDependency(keys);
    key.grantDecrypt(role(roles));
  },

  kms_grant_across_accounts(app) {
    const keys = new Stack(app, 'Keys', { env });
    const key = new kms.Key(keys, 'Key', { enableKeyRotation: true });
    const roles = new Stack(app, 'Roles', { env: { ...env, account: '222222222222' } });
    roles.addStackDependency(keys);
    key.grantDecrypt(role(roles));
  },

  kms_grant_across_accounts_before_the_role_exists(app) {
    const keys = new Stack(app, 'Keys', { env });
    const key = new kms.Key(keys, 'Key', { enableKeyRotation: true });
    const roles = new Stack(app, 'Roles', { env: { ...env, account: '222222222222' } });
    key.grantDecrypt(role(roles, 'Role', { roleName: 'reader' }));
  },

  kms_grant_across_regions(app) {
    const keys = new Stack(app, 'Keys', { env });
    const key = new kms.Key(keys, 'Key', { enableKeyRotation: true });
    const roles = new Stack(app, 'Roles', { env: { ...env, region: 'eu-north-1' } });
    roles.addStackDependency(keys);
    key.grantEncrypt(role(roles));
  },

  kms_key_from_arn(app) {
    const stack = new Stack(app, 'Keys');
    const key = kms.Key.fromKeyArn(
      stack,
      'Imported',
      'arn:aws:kms:eu-west-1:111111111111:key/12345678-1234-1234-1234-123456789012',
    );
    tell(stack, 'Key', key);
    key.addAlias('alias/foo');
    key.grantDecrypt(role(stack));
  },

  kms_key_from_lookup: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Keys', { env });
      const key = kms.Key.fromLookup(stack, 'Found', { aliasName: 'alias/data' });
      tell(stack, 'Key', key);
      key.grantEncryptDecrypt(role(stack));
    },
    {
      context: {
        'key-provider:account=111111111111:aliasName=alias/data:region=eu-west-1': {
          keyId: '12345678-1234-1234-1234-123456789012',
        },
      },
    },
  ),

  kms_alias_from_name(app) {
    const stack = new Stack(app, 'Keys');
    const alias = kms.Alias.fromAliasName(stack, 'Imported', 'alias/data');
    tell(stack, 'Alias', alias);
    alias.grantEncryptDecrypt(role(stack, 'Both'));
    alias.grantDecrypt(role(stack, 'Reader'));
  },

  kms_alias_from_attributes(app) {
    const stack = new Stack(app, 'Keys');
    const alias = kms.Alias.fromAliasAttributes(stack, 'Imported', {
      aliasName: 'alias/data',
      aliasTargetKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
    });
    new CfnOutput(stack, 'Name', { value: alias.aliasName });
    new CfnOutput(stack, 'Arn', { value: alias.keyArn });
    new CfnOutput(stack, 'Id', { value: alias.keyId });
    alias.grantDecrypt(role(stack));
  },

  kms_alias_as_a_key(app) {
    const stack = new Stack(app, 'Keys');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const alias = new kms.Alias(stack, 'Alias', { aliasName: 'alias/data', targetKey: key });
    tell(stack, 'Alias', alias);
    alias.grantEncrypt(role(stack));
  },
};
