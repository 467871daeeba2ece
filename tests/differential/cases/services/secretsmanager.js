// Secrets: how their values come about, who may read them, and how they are attached, rotated, replicated and imported.
'use strict';
const {
  CfnOutput,
  Duration,
  Fn,
  RemovalPolicy,
  SecretValue,
  Stack,
  aws_ec2: ec2,
  aws_elasticache: elasticache,
  aws_iam: iam,
  aws_kms: kms,
  aws_lambda: lambda,
  aws_rds: rds,
  aws_secretsmanager: secretsmanager,
  aws_ssm: ssm,
} = require('aws-cdk-lib');
const { AttachmentTargetType, HostedRotation, Secret } = secretsmanager;

const role = (stack, id = 'Role') => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

/** Turns the safe setting on that aws-cdk-lib has no name for. */
const blockPublicPolicy = (secret) => {
  secret.node.findChild('Policy').node.defaultChild.blockPublicPolicy = true;
};

const target = (targetType, targetId) => ({ asSecretAttachmentTarget: () => ({ targetType, targetId }) });

const completeArn = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:MySecret-f3gDy9';
const partialArn = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:MySecret';
const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/21c4b39b-fde2-4273-9ac0-d9bb5c0d0030';

module.exports = {
  secretsmanager_default(app) {
    new Secret(new Stack(app, 'Secrets'), 'Secret');
  },

  secretsmanager_generated(app) {
    const stack = new Stack(app, 'Secrets');
    new Secret(stack, 'Secret', {
      secretName: 'database/password',
      description: 'of the database',
      generateSecretString: {
        passwordLength: 48,
        excludeCharacters: '/@" ',
        excludeLowercase: false,
        excludeNumbers: false,
        excludePunctuation: true,
        excludeUppercase: false,
        includeSpace: false,
        requireEachIncludedType: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  },

  secretsmanager_template(app) {
    const stack = new Stack(app, 'Secrets');
    new Secret(stack, 'Secret', {
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: 'postgres' }),
        generateStringKey: 'password',
        excludeCharacters: '/@"',
      },
    });
    new Secret(stack, 'OfRegion', {
      generateSecretString: {
        secretStringTemplate: stack.toJsonString({ region: stack.region, username: 'postgres' }),
        generateStringKey: 'password',
      },
    });
  },

  secretsmanager_object_value(app) {
    const stack = new Stack(app, 'Secrets');
    const user = new iam.CfnUser(stack, 'User');
    const other = new Secret(stack, 'Other');
    new Secret(stack, 'Secret', {
      secretObjectValue: {
        username: SecretValue.unsafePlainText(user.ref),
        database: SecretValue.unsafePlainText('foo'),
        password: other.secretValueFromJson('password'),
      },
    });
  },

  secretsmanager_string_value(app) {
    const stack = new Stack(app, 'Secrets');
    const other = new Secret(stack, 'Other');
    new Secret(stack, 'Copy', { secretStringValue: other.secretValue });
    new Secret(stack, 'Plain', { secretStringValue: SecretValue.unsafePlainText('hunter2') });
  },

  secretsmanager_encrypted(app) {
    const stack = new Stack(app, 'Secrets');
    new Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) });
  },

  secretsmanager_replicas(app) {
    const stack = new Stack(app, 'Secrets');
    const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
    const secret = new Secret(stack, 'Secret', {
      replicaRegions: [{ region: 'eu-west-1' }, { region: 'eu-central-1', encryptionKey: key }],
    });
    secret.addReplicaRegion('eu-north-1');
  },

  secretsmanager_names(app) {
    const stack = new Stack(app, 'Secrets');
    const named = new Secret(stack, 'Named', { secretName: 'one-two-three' });
    const plain = new Secret(stack, 'Plain', { secretName: 'one' });
    const unnamed = new Secret(stack, 'Unnamed');
    new CfnOutput(stack, 'NamedName', { value: named.secretName });
    new CfnOutput(stack, 'PlainName', { value: plain.secretName });
    new CfnOutput(stack, 'UnnamedName', { value: unnamed.secretName });
    new CfnOutput(stack, 'UnnamedArn', { value: unnamed.secretArn });
  },

  secretsmanager_dynamic_references(app) {
    const stack = new Stack(app, 'Secrets');
    const secret = new Secret(stack, 'Secret', {
      generateSecretString: { secretStringTemplate: '{"username":"postgres"}', generateStringKey: 'password' },
    });
    new rds.CfnDBInstance(stack, 'Database', {
      engine: 'postgres',
      dbInstanceClass: 'db.t3.micro',
      allocatedStorage: '20',
      masterUsername: secret.secretValueFromJson('username').unsafeUnwrap(),
      masterUserPassword: secret.secretValueFromJson('password').unsafeUnwrap(),
    });
    new elasticache.CfnReplicationGroup(stack, 'Cache', {
      replicationGroupDescription: 'cache',
      authToken: Secret.fromSecretNameV2(stack, 'Token', 'token').secretValue.unsafeUnwrap(),
    });
  },

  secretsmanager_attachment(app) {
    const stack = new Stack(app, 'Secrets');
    const secret = new Secret(stack, 'Secret');
    const attached = secret.attach(target(AttachmentTargetType.RDS_DB_INSTANCE, 'database'));
    attached.grantRead(role(stack));
    new CfnOutput(stack, 'Arn', { value: attached.secretArn });
    new CfnOutput(stack, 'Name', { value: attached.secretName });

    const second = new Secret(stack, 'Second');
    second.addTargetAttachment('Proxy', { target: target(AttachmentTargetType.RDS_DB_PROXY, Fn.importValue('proxy')) });
    second.addTargetAttachment('Cluster', { target: target(AttachmentTargetType.RDS_DB_CLUSTER, 'cluster') });
    second.addTargetAttachment('Warehouse', { target: target(AttachmentTargetType.REDSHIFT_CLUSTER, 'warehouse') });
    second.addTargetAttachment('Documents', { target: target(AttachmentTargetType.DOCDB_DB_CLUSTER, 'documents') });
    second.addTargetAttachment('Document', { target: target(AttachmentTargetType.DOCDB_DB_INSTANCE, 'document') });
  },

  secretsmanager_attachment_resource_policy(app) {
    const stack = new Stack(app, 'Secrets');
    const secret = new Secret(stack, 'Secret');
    const attached = secret.attach(target(AttachmentTargetType.RDS_DB_CLUSTER, 'cluster'));
    attached.denyAccountRootDelete();
    blockPublicPolicy(secret);
  },

  secretsmanager_resource_policy(app) {
    const stack = new Stack(app, 'Secrets');
    const secret = new Secret(stack, 'Secret');
    secret.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: ['*'],
        principals: [new iam.ArnPrincipal('arn:aws:iam::222222222222:role/Reader')],
      }),
    );
    secret.denyAccountRootDelete();
    blockPublicPolicy(secret);
  },

  secretsmanager_resource_policy_default(app) {
    new Secret(new Stack(app, 'Secrets'), 'Secret').denyAccountRootDelete();
  },

  secretsmanager_resource_policy_public(app) {
    new Secret(new Stack(app, 'Secrets'), 'Secret').denyAccountRootDelete();
  },

  secretsmanager_grants(app) {
    const stack = new Stack(app, 'Secrets');
    const secret = new Secret(stack, 'Secret');
    secret.grantRead(role(stack, 'Reader'));
    secret.grantRead(role(stack, 'ReaderOfStages'), ['FOO', 'bar']);
    secret.grantWrite(role(stack, 'Writer'));
  },

  secretsmanager_grants_with_key(app) {
    const stack = new Stack(app, 'Secrets');
    const secret = new Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) });
    secret.grantRead(role(stack, 'Reader'));
    secret.grantWrite(role(stack, 'Writer'));
  },

  secretsmanager_grant_to_another_account(app) {
    const stack = new Stack(app, 'Secrets');
    const secret = new Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) });
    secret.grantRead(new iam.AccountPrincipal('222222222222'));
    blockPublicPolicy(secret);
  },

  secretsmanager_grant_across_stacks(app) {
    const secret = new Secret(new Stack(app, 'Secrets'), 'Secret');
    secret.grantRead(role(new Stack(app, 'Readers')));
  },

  secretsmanager_rotation(app) {
    const stack = new Stack(app, 'Secrets');
    const rotate = lambda.Function.fromFunctionArn(
      stack,
      'Rotate',
      'arn:aws:lambda:eu-west-1:111111111111:function:rotate',
    );
    const secret = new Secret(stack, 'Secret');
    secret.addRotationSchedule('Rotation', { rotationLambda: rotate });
    blockPublicPolicy(secret);
    const other = new Secret(stack, 'Other');
    other.addRotationSchedule('Rotation', {
      rotationLambda: rotate,
      automaticallyAfter: Duration.days(15),
      rotateImmediatelyOnUpdate: false,
    });
    blockPublicPolicy(other);
    const byHand = new Secret(stack, 'ByHand');
    byHand.addRotationSchedule('Rotation', { rotationLambda: rotate, automaticallyAfter: Duration.days(0) });
    blockPublicPolicy(byHand);
  },

  secretsmanager_hosted_rotation(app) {
    const stack = new Stack(app, 'Secrets');
    const master = new Secret(stack, 'Master');
    const single = new Secret(stack, 'Single', { generateSecretString: { excludeCharacters: '/' } });
    single.addRotationSchedule('Rotation', {
      hostedRotation: HostedRotation.postgreSqlSingleUser({ functionName: 'rotate' }),
      automaticallyAfter: Duration.hours(12),
    });
    blockPublicPolicy(single);
    const multi = new Secret(stack, 'Multi');
    multi.addRotationSchedule('Rotation', {
      hostedRotation: HostedRotation.mysqlMultiUser({ masterSecret: master }),
      automaticallyAfter: Duration.minutes(330),
    });
    blockPublicPolicy(multi);
    blockPublicPolicy(master);
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      privateSubnetIds: ['subnet-1', 'subnet-2'],
      privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
    });
    const within = new Secret(stack, 'Within');
    within.addRotationSchedule('Rotation', {
      hostedRotation: HostedRotation.mariaDbSingleUser({
        vpc,
        securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
        excludeCharacters: ';',
      }),
      automaticallyAfter: Duration.days(1),
    });
    blockPublicPolicy(within);
  },

  secretsmanager_imports(app) {
    const stack = new Stack(app, 'Secrets');
    const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
    const secrets = {
      Complete: Secret.fromSecretCompleteArn(stack, 'Complete', completeArn),
      Partial: Secret.fromSecretPartialArn(stack, 'Partial', partialArn),
      EitherComplete: Secret.fromSecretArn(stack, 'EitherComplete', completeArn),
      EitherPartial: Secret.fromSecretArn(stack, 'EitherPartial', partialArn),
      Name: Secret.fromSecretNameV2(stack, 'Name', 'MySecret'),
      WithKey: Secret.fromSecretAttributes(stack, 'WithKey', { secretCompleteArn: completeArn, encryptionKey: key }),
    };
    for (const [name, secret] of Object.entries(secrets)) {
      const reader = role(stack, `${name}Reader`);
      secret.grantRead(reader);
      new CfnOutput(stack, `${name}Arn`, { value: secret.secretArn });
      new CfnOutput(stack, `${name}Name`, { value: secret.secretName });
      new ssm.CfnParameter(stack, `${name}Value`, {
        type: 'String',
        value: secret.secretValueFromJson('password').unsafeUnwrap(),
      });
    }
    secrets.WithKey.grantWrite(role(stack, 'Writer'));
  },

  secretsmanager_imports_known_environment(app) {
    const env = { account: '111111111111', region: 'eu-west-1' };
    const stack = new Stack(app, 'Secrets', { env });
    const secret = Secret.fromSecretNameV2(stack, 'Name', 'folder/name');
    secret.grantRead(role(stack));
    new Secret(stack, 'Own').grantRead(role(stack, 'Other'));
  },
};
