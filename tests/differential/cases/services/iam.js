// Roles, users, groups, managed policies, and what belongs to them.
'use strict';
const {
  Aws,
  CfnOutput,
  CfnParameter,
  Duration,
  Fn,
  NestedStack,
  RemovalPolicy,
  SecretValue,
  Stack,
  aws_iam: iam,
  aws_s3: s3,
  aws_secretsmanager: secretsmanager,
} = require('aws-cdk-lib');
const { Construct } = require('constructs');

const ACCOUNT = '111111111111';
const OTHER = '222222222222';
const ec2 = () => new iam.ServicePrincipal('ec2.amazonaws.com');
const allow = (actions, resources, more = {}) => new iam.PolicyStatement({ actions, resources, ...more });
const role = (scope, id, props = {}) => new iam.Role(scope, id, { assumedBy: ec2(), ...props });
const known = (app, id, account = ACCOUNT) => new Stack(app, id, { env: { account, region: 'eu-west-1' } });
const aws = (name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name);
const document = (...statements) => new iam.PolicyDocument({ statements });
const out = (scope, id, value) => new CfnOutput(scope, id, { value });

/** Statements that do not merge, of some 100 characters each. */
const many = (count) =>
  Array.from({ length: count }, (_, i) =>
    allow([`service${i}:SomeActionWithALongName`], [`arn:aws:service${i}:eu-west-1:111111111111:resource/number-${i}`]),
  );

module.exports = {
  iam_role(app) {
    const stack = new Stack(app, 'Roles');
    const plain = role(stack, 'Role');
    plain.addToPolicy(allow(['lambda:InvokeFunction'], ['*']));
    out(stack, 'Arn', plain.roleArn);
    out(stack, 'Name', plain.roleName);
    out(stack, 'Id', plain.roleId);
  },

  iam_role_with_everything(app) {
    const stack = new Stack(app, 'Roles');
    role(stack, 'Role', {
      roleName: 'my-role',
      path: '/team/blue/',
      description: 'What it is for',
      maxSessionDuration: Duration.hours(2),
      externalIds: ['one', 'two'],
      managedPolicies: [aws('ReadOnlyAccess'), aws('service-role/AWSLambdaBasicExecutionRole'), aws('ReadOnlyAccess')],
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
      inlinePolicies: {
        Read: document(allow(['s3:GetObject'], ['*']), allow(['s3:ListBucket'], ['*'])),
        Write: document(allow(['s3:PutObject'], ['*'])),
      },
    });
    role(stack, 'OneExternalId', { assumedBy: new iam.AccountPrincipal(OTHER), externalIds: ['only'] });
    role(stack, 'EmptyDescription', { description: '' });
    role(stack, 'LongestSession', { maxSessionDuration: Duration.hours(12), path: '/' });
  },

  iam_role_external_ids_of_composite(app) {
    const stack = new Stack(app, 'Roles');
    role(stack, 'Role', {
      assumedBy: new iam.CompositePrincipal(
        new iam.AccountPrincipal(OTHER),
        new iam.ArnPrincipal('arn:aws:iam::333333333333:role/x').withConditions({
          StringEquals: { 'aws:PrincipalTag/a': 'b' },
        }),
      ),
      externalIds: ['one'],
    });
  },

  iam_role_trust_policy_extended(app) {
    const stack = new Stack(app, 'Roles');
    const extended = role(stack, 'Role', { assumedBy: new iam.AccountPrincipal(stack.account) });
    extended.assumeRolePolicy.addStatements(
      new iam.PolicyStatement({
        actions: ['sts:AssumeRole'],
        principals: [new iam.AccountPrincipal('333333333333'), new iam.ServicePrincipal('beep-boop.amazonaws.com')],
      }),
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        actions: ['sts:AssumeRole'],
        principals: [new iam.ArnPrincipal('arn:aws:iam::333333333333:user/former')],
      }),
    );
  },

  iam_role_adding_policies_later(app) {
    const stack = new Stack(app, 'Roles');
    const growing = role(stack, 'Role', { managedPolicies: [aws('ReadOnlyAccess')] });
    growing.addManagedPolicy(aws('job-function/ViewOnlyAccess'));
    growing.addManagedPolicy(aws('job-function/ViewOnlyAccess'));
    growing.addManagedPolicy(
      iam.ManagedPolicy.fromManagedPolicyArn(stack, 'ByArn', 'arn:aws:iam::111111111111:policy/x'),
    );
    growing.attachInlinePolicy(new iam.Policy(stack, 'Extra', { statements: [allow(['sqs:*'], ['*'])] }));
    growing.addToPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::a']));
    growing.addToPrincipalPolicy(allow(['s3:PutObject'], ['arn:aws:s3:::a']));
  },

  iam_role_names_across_environments(app) {
    const producer = known(app, 'Producer');
    const consumer = known(app, 'Consumer', OTHER);
    const named = role(producer, 'Named', { roleName: 'the-role', path: '/some/path/' });
    const reader = role(consumer, 'Reader');
    reader.addToPolicy(allow(['sts:AssumeRole'], [named.roleArn]));
  },

  iam_role_imported(app) {
    const stack = new Stack(app, 'Imports');
    const byArn = iam.Role.fromRoleArn(stack, 'ByArn', 'arn:aws:iam::111111111111:role/path/of/MyRole');
    byArn.addToPrincipalPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::a']));
    byArn.addToPrincipalPolicy(allow(['s3:PutObject'], ['arn:aws:s3:::a']));
    const byName = iam.Role.fromRoleName(stack, 'ByName', 'MyRole');
    byName.addToPrincipalPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::b']));
    byName.attachInlinePolicy(new iam.Policy(stack, 'Extra', { statements: [allow(['sqs:*'], ['*'])] }));
    const immutable = iam.Role.fromRoleArn(stack, 'Immutable', 'arn:aws:iam::111111111111:role/Other', {
      mutable: false,
    });
    immutable.addToPrincipalPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::c']));
    const immutableName = iam.Role.fromRoleName(stack, 'ImmutableName', 'Other', { mutable: false });
    immutableName.addToPrincipalPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::d']));
    const defaultName = iam.Role.fromRoleArn(stack, 'Called', 'arn:aws:iam::111111111111:role/Called', {
      defaultPolicyName: 'called-policy',
    });
    defaultName.addToPrincipalPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::e']));
    for (const [id, imported] of Object.entries({ byArn, byName, immutable, immutableName })) {
      out(stack, `${id}Arn`, imported.roleArn);
      out(stack, `${id}Name`, imported.roleName);
    }
  },

  iam_role_imported_with_values(app) {
    const stack = new Stack(app, 'Imports');
    const parameter = new CfnParameter(stack, 'RoleArn');
    const name = new CfnParameter(stack, 'RoleName');
    const byArn = iam.Role.fromRoleArn(stack, 'ByArn', parameter.valueAsString);
    byArn.addToPrincipalPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::a']));
    const byName = iam.Role.fromRoleName(stack, 'ByName', name.valueAsString);
    byName.addToPrincipalPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::b']));
  },

  iam_role_imported_from_another_account(app) {
    const stack = known(app, 'Imports');
    const own = iam.Role.fromRoleArn(stack, 'Own', `arn:aws:iam::${ACCOUNT}:role/Own`);
    const foreign = iam.Role.fromRoleArn(stack, 'Foreign', `arn:aws:iam::${OTHER}:role/Foreign`);
    for (const imported of [own, foreign]) imported.addToPrincipalPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::a']));
    out(stack, 'Arn', foreign.roleArn);
  },

  iam_role_looked_up: Object.assign(
    (app) => {
      const stack = known(app, 'Imports');
      const found = iam.Role.fromLookup(stack, 'Deployer', { roleName: 'deployer' });
      found.addToPrincipalPolicy(allow(['s3:GetObject'], ['*']));
      out(stack, 'Arn', found.roleArn);
    },
    {
      context: {
        'cc-api-provider:account=111111111111:exactIdentifier=deployer:propertiesToReturn.0=Arn:region=eu-west-1:typeName=AWS$:$:IAM$:$:Role':
          [{ Arn: 'arn:aws:iam::111111111111:role/ci/deployer' }],
      },
    },
  ),

  iam_role_imported_twice(app) {
    for (const id of ['One', 'Two']) {
      const stack = new Stack(app, id);
      const imported = iam.Role.fromRoleName(stack, 'Imported', 'SharedRole');
      imported.addToPrincipalPolicy(allow(['s3:GetObject'], [`arn:aws:s3:::${id}`]));
    }
  },

  iam_role_without_policy_updates(app) {
    const stack = new Stack(app, 'Frozen');
    const mine = role(stack, 'Role');
    const frozen = mine.withoutPolicyUpdates();
    frozen.addToPrincipalPolicy(allow(['s3:GetObject'], ['*']));
    frozen.addManagedPolicy(aws('ReadOnlyAccess'));
    iam.Grant.addToPrincipal({ grantee: frozen, actions: ['s3:PutObject'], resourceArns: ['*'] }).assertSuccess();
    mine.addToPolicy(allow(['s3:ListBucket'], ['*']));
    out(stack, 'Arn', frozen.roleArn);
  },

  iam_role_default_policy_ids(app) {
    const stack = new Stack(app, 'Ids');
    const group = new Construct(new Construct(stack, 'Outer'), 'Inner');
    role(group, 'Role').addToPolicy(allow(['s3:GetObject'], ['*']));
    role(stack, 'Resource').addToPolicy(allow(['s3:GetObject'], ['*']));
    role(stack, 'Default').addToPolicy(allow(['s3:GetObject'], ['*']));
    role(stack, `${'VeryLong'.repeat(20)}`).addToPolicy(allow(['s3:GetObject'], ['*']));
    const nested = new NestedStack(group, 'Nested');
    role(nested, 'Role').addToPolicy(allow(['s3:GetObject'], ['*']));
  },

  iam_role_removal_policy(app) {
    const stack = new Stack(app, 'Kept');
    role(stack, 'Role').applyRemovalPolicy(RemovalPolicy.RETAIN);
  },

  iam_grant_before_a_resource(app) {
    const stack = new Stack(app, 'Before');
    const grantee = role(stack, 'Role');
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: ['arn:aws:s3:::a'] }).applyBefore(bucket);
    const imported = iam.Role.fromRoleName(stack, 'Imported', 'Imported');
    iam.Grant.addToPrincipal({ grantee: imported, actions: ['s3:GetObject'], resourceArns: ['arn:aws:s3:::a'] }).applyBefore(bucket);
    const user = new iam.User(stack, 'User');
    iam.Grant.addToPrincipal({ grantee: user, actions: ['s3:GetObject'], resourceArns: ['arn:aws:s3:::a'] }).applyBefore(bucket);
  },

  iam_grant_to_each_kind(app) {
    const stack = new Stack(app, 'Grants');
    const mine = role(stack, 'Role');
    const grantees = {
      role: mine,
      user: new iam.User(stack, 'User'),
      group: new iam.Group(stack, 'Group'),
      policy: new iam.Policy(stack, 'Policy', { roles: [mine] }),
      managed: new iam.ManagedPolicy(stack, 'Managed'),
      importedRole: iam.Role.fromRoleName(stack, 'ImportedRole', 'role'),
      importedUser: iam.User.fromUserName(stack, 'ImportedUser', 'user'),
      importedGroup: iam.Group.fromGroupName(stack, 'ImportedGroup', 'group'),
    };
    for (const [name, grantee] of Object.entries(grantees))
      iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [`arn:aws:s3:::${name}`] }).assertSuccess();
  },

  iam_grant_pass_role(app) {
    const stack = new Stack(app, 'Passing');
    const passed = role(stack, 'Passed');
    const passer = role(stack, 'Passer');
    const user = new iam.User(stack, 'User');
    // The lib's grantPassRole lets the role be passed to any service.
    const conditions = { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } };
    for (const grantee of [passer, user])
      iam.Grant.addToPrincipal({ grantee, actions: ['iam:PassRole'], resourceArns: [passed.roleArn], conditions });
    const imported = iam.Role.fromRoleName(stack, 'Imported', 'Imported');
    iam.Grant.addToPrincipal({
      grantee: passer,
      actions: ['iam:PassRole'],
      resourceArns: [imported.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    });
  },

  iam_grant_pass_role_to_any_service(app) {
    const stack = new Stack(app, 'Passing');
    role(stack, 'Passed').grantPassRole(role(stack, 'Passer'));
  },

  iam_grant_assume_role(app) {
    const stack = new Stack(app, 'Assuming');
    const user = new iam.User(stack, 'User');
    const target = role(stack, 'Role', { assumedBy: new iam.AccountPrincipal(stack.account) });
    target.grantAssumeRole(user);
    target.grantAssumeRole(role(stack, 'Other'));
    iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111111111111:role/x').grantAssumeRole(user);
    target.grant(user, 'iam:GetRole', 'iam:ListRolePolicies');
  },

  iam_user(app) {
    const stack = new Stack(app, 'Users');
    const user = new iam.User(stack, 'User');
    user.addToPolicy(allow(['s3:GetObject'], ['*']));
    out(stack, 'Arn', user.userArn);
    out(stack, 'Name', user.userName);
  },

  iam_user_with_everything(app) {
    const stack = new Stack(app, 'Users');
    const group = new iam.Group(stack, 'Group');
    const user = new iam.User(stack, 'User', {
      userName: 'my-user',
      path: '/people/',
      groups: [group],
      managedPolicies: [aws('ReadOnlyAccess')],
      permissionsBoundary: aws('PowerUserAccess'),
    });
    user.addManagedPolicy(aws('job-function/ViewOnlyAccess'));
    user.addToGroup(iam.Group.fromGroupName(stack, 'Existing', 'existing'));
    user.attachInlinePolicy(new iam.Policy(stack, 'Extra', { statements: [allow(['sqs:*'], ['*'])] }));
    user.addToPolicy(allow(['s3:GetObject'], ['arn:aws:s3:::a']));
    user.addToPolicy(allow(['s3:PutObject'], ['arn:aws:s3:::a']));
  },

  iam_user_password_from_secret(app) {
    const stack = new Stack(app, 'Users');
    new iam.User(stack, 'User', {
      password: SecretValue.secretsManager('console-password', { jsonField: 'password' }),
      passwordResetRequired: true,
    });
  },

  iam_user_password_as_text(app) {
    const stack = new Stack(app, 'Users');
    new iam.User(stack, 'User', { password: SecretValue.unsafePlainText('1234') });
  },

  iam_user_imported(app) {
    const stack = new Stack(app, 'Users');
    const imports = {
      ByName: iam.User.fromUserName(stack, 'ByName', 'johnsmith'),
      ByArn: iam.User.fromUserArn(stack, 'ByArn', 'arn:aws:iam::111111111111:user/jim'),
      ByArnWithPath: iam.User.fromUserArn(stack, 'ByArnWithPath', 'arn:aws:iam::111111111111:user/p/q/jane'),
    };
    for (const [id, user] of Object.entries(imports)) {
      user.addToPrincipalPolicy(allow(['s3:GetObject'], [`arn:aws:s3:::${id}`]));
      out(stack, `Arn${id}`, user.userArn);
      out(stack, `Name${id}`, user.userName);
    }
    imports.ByArnWithPath.attachInlinePolicy(new iam.Policy(stack, 'Extra', { statements: [allow(['sqs:*'], ['*'])] }));
    const group = new iam.Group(stack, 'Group');
    imports.ByName.addToGroup(group);
    imports.ByName.addToGroup(iam.Group.fromGroupName(stack, 'Existing', 'existing'));
    group.addUser(imports.ByArn);
  },

  iam_access_key(app) {
    const stack = new Stack(app, 'Keys');
    const user = new iam.User(stack, 'User');
    const key = new iam.AccessKey(stack, 'Key', { user });
    new iam.AccessKey(stack, 'Rotated', { user, serial: 3, status: iam.AccessKeyStatus.INACTIVE });
    out(stack, 'KeyId', key.accessKeyId);
  },

  iam_access_key_in_a_secret(app) {
    const stack = new Stack(app, 'Keys');
    const user = new iam.User(stack, 'User');
    const key = new iam.AccessKey(stack, 'Key', { user });
    const secret = new secretsmanager.Secret(key, 'Secret', {
      secretObjectValue: {
        accessKeyId: SecretValue.unsafePlainText(key.accessKeyId),
        secretAccessKey: key.secretAccessKey,
      },
    });
    out(stack, 'SecretArn', secret.secretArn);
  },

  iam_group(app) {
    const stack = new Stack(app, 'Groups');
    const plain = new iam.Group(stack, 'Plain');
    const group = new iam.Group(stack, 'Group', {
      groupName: 'my-group',
      path: '/teams/',
      managedPolicies: [aws('ReadOnlyAccess')],
    });
    group.addManagedPolicy(aws('job-function/ViewOnlyAccess'));
    group.addUser(new iam.User(stack, 'User'));
    plain.addToPolicy(allow(['s3:GetObject'], ['*']));
    plain.attachInlinePolicy(new iam.Policy(stack, 'Extra', { statements: [allow(['sqs:*'], ['*'])] }));
    out(stack, 'Arn', plain.groupArn);
    out(stack, 'Name', plain.groupName);
  },

  iam_group_imported(app) {
    const stack = new Stack(app, 'Groups');
    const byArn = iam.Group.fromGroupArn(stack, 'ByArn', 'arn:aws:iam::111111111111:group/a-group');
    const byName = iam.Group.fromGroupName(stack, 'ByName', 'b-group');
    const user = new iam.User(stack, 'User', { groups: [byArn] });
    byName.addUser(user);
    byArn.addToPrincipalPolicy(allow(['s3:GetObject'], ['*']));
    out(stack, 'Arn', byName.groupArn);
    out(stack, 'Name', byName.groupName);
  },

  iam_inline_policy_on_several(app) {
    const stack = new Stack(app, 'Policies');
    const one = role(stack, 'One');
    const user = new iam.User(stack, 'User');
    const group = new iam.Group(stack, 'Group');
    const policy = new iam.Policy(stack, 'Policy', {
      policyName: 'shared',
      statements: [allow(['s3:GetObject'], ['*'])],
      roles: [one],
      users: [user],
      groups: [group],
    });
    policy.attachToRole(role(stack, 'Two'));
    policy.attachToRole(one);
    policy.attachToUser(iam.User.fromUserName(stack, 'Imported', 'imported'));
    policy.addStatements(allow(['s3:PutObject'], ['*']));
    out(stack, 'Name', policy.policyName);
    new iam.Policy(stack, 'Forced', { force: true, groups: [group], statements: [allow(['sns:*'], ['*'])] });
  },

  iam_inline_policy_of_a_long_path(app) {
    const stack = new Stack(app, 'Policies');
    const long = 'SomeVeryLongIdentifierOfAConstruct'.repeat(5);
    new iam.Policy(stack, long, { statements: [allow(['s3:GetObject'], ['*'])], roles: [role(stack, 'Role')] });
  },

  iam_managed_policy(app) {
    const stack = new Stack(app, 'Managed');
    const policy = new iam.ManagedPolicy(stack, 'Policy', { statements: [allow(['s3:GetObject'], ['*'])] });
    out(stack, 'Arn', policy.managedPolicyArn);
    out(stack, 'Name', policy.managedPolicyName);
    role(stack, 'Role', { managedPolicies: [policy] });
    new iam.User(stack, 'User', { managedPolicies: [policy] });
  },

  iam_managed_policy_with_everything(app) {
    const stack = new Stack(app, 'Managed');
    const policy = new iam.ManagedPolicy(stack, 'Policy', {
      managedPolicyName: 'my-policy',
      description: 'What it is for',
      path: '/team/',
      document: document(allow(['s3:GetObject'], ['arn:aws:s3:::a'])),
      statements: [allow(['s3:PutObject'], ['arn:aws:s3:::a']), allow(['sns:*'], ['*'])],
      roles: [role(stack, 'Role')],
      users: [new iam.User(stack, 'User')],
      groups: [new iam.Group(stack, 'Group')],
    });
    const second = role(stack, 'Second');
    policy.attachToRole(second);
    policy.attachToRole(second);
    policy.attachToUser(iam.User.fromUserName(stack, 'Imported', 'imported'));
    policy.attachToGroup(iam.Group.fromGroupName(stack, 'Existing', 'existing'));
    policy.addStatements(allow(['sqs:*'], ['*']));
  },

  iam_managed_policy_imported(app) {
    const stack = new Stack(app, 'Managed');
    const imported = iam.Role.fromRoleName(stack, 'ImportedRole', 'role');
    imported.addManagedPolicy(new iam.ManagedPolicy(stack, 'Own', { statements: [allow(['s3:GetObject'], ['*'])] }));
    const policies = [
      iam.ManagedPolicy.fromManagedPolicyName(stack, 'ByName', 'my-policy'),
      iam.ManagedPolicy.fromManagedPolicyName(stack, 'ByNameWithPath', 'path/my-policy'),
      iam.ManagedPolicy.fromManagedPolicyArn(stack, 'ByArn', 'arn:aws:iam::111111111111:policy/other'),
      aws('service-role/AmazonEC2RoleforSSM'),
    ];
    role(stack, 'Role', { managedPolicies: policies });
    new iam.User(stack, 'User', { managedPolicies: policies });
    new iam.Group(stack, 'Group', { managedPolicies: policies });
  },

  iam_managed_policy_across_stacks(app) {
    const producer = new Stack(app, 'Producer');
    const policy = new iam.ManagedPolicy(producer, 'Policy', { statements: [allow(['s3:GetObject'], ['*'])] });
    const consumer = new Stack(app, 'Consumer');
    role(consumer, 'Role', { managedPolicies: [policy] });
    const shared = role(consumer, 'Shared');
    const inline = new iam.Policy(consumer, 'Inline', { statements: [allow(['sns:*'], ['*'])] });
    inline.attachToRole(shared);
    inline.attachToUser(new iam.User(producer, 'User'));
  },

  iam_instance_profile(app) {
    const stack = new Stack(app, 'Profiles');
    const profile = new iam.InstanceProfile(stack, 'Profile', { role: role(stack, 'Role') });
    out(stack, 'Arn', profile.instanceProfileArn);
    out(stack, 'Name', profile.instanceProfileName);
    new iam.InstanceProfile(stack, 'Named', {
      role: iam.Role.fromRoleName(stack, 'Imported', 'imported'),
      instanceProfileName: 'my-profile',
      path: '/sample/path/',
    });
  },

  iam_instance_profile_with_its_own_role(app) {
    const stack = new Stack(app, 'Profiles');
    const profile = new iam.InstanceProfile(stack, 'Profile');
    profile.role.addManagedPolicy(aws('AmazonSSMManagedInstanceCore'));
    profile.role.addToPrincipalPolicy(allow(['s3:GetObject'], ['*']));
  },

  iam_instance_profile_imported(app) {
    const stack = new Stack(app, 'Profiles');
    const imports = {
      ByName: iam.InstanceProfile.fromInstanceProfileName(stack, 'ByName', 'my-profile'),
      ByArn: iam.InstanceProfile.fromInstanceProfileArn(
        stack,
        'ByArn',
        'arn:aws:iam::111111111111:instance-profile/path/other',
      ),
      ByAttributes: iam.InstanceProfile.fromInstanceProfileAttributes(stack, 'ByAttributes', {
        instanceProfileArn: 'arn:aws:iam::111111111111:instance-profile/third',
        role: role(stack, 'Role'),
      }),
    };
    imports.ByAttributes.role.addToPrincipalPolicy(allow(['s3:GetObject'], ['*']));
    for (const [id, profile] of Object.entries(imports)) {
      out(stack, `Arn${id}`, profile.instanceProfileArn);
      out(stack, `Name${id}`, profile.instanceProfileName);
    }
  },

  iam_service_linked_role(app) {
    const stack = new Stack(app, 'Linked');
    new iam.CfnServiceLinkedRole(new Construct(stack, 'Plain'), 'Resource', { awsServiceName: 'elasticache.amazonaws.com' });
    new iam.CfnServiceLinkedRole(new Construct(stack, 'Suffixed'), 'Resource', {
      awsServiceName: 'autoscaling.amazonaws.com',
      customSuffix: 'jobs',
      description: 'What it is for',
    });
  },

  iam_permissions_boundary_aspect(app) {
    const stack = new Stack(app, 'Bounded');
    const own = iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Own', 'arn:aws:iam::111111111111:policy/own');
    role(stack, 'Role');
    role(stack, 'WithItsOwn', { permissionsBoundary: own });
    new iam.User(stack, 'User');
    new iam.Group(stack, 'Group');
    new iam.InstanceProfile(stack, 'Profile');
    const cleared = new Construct(stack, 'Cleared');
    role(cleared, 'Role', { permissionsBoundary: own });
    const other = new Construct(stack, 'Other');
    role(other, 'Role');
    const boundary = new iam.ManagedPolicy(stack, 'Boundary', {
      statements: [allow(['iam:*'], ['*'], { effect: iam.Effect.DENY })],
    });
    iam.PermissionsBoundary.of(stack).apply(boundary);
    iam.PermissionsBoundary.of(cleared).clear();
    iam.PermissionsBoundary.of(other).apply(aws('PowerUserAccess'));
  },

  iam_permissions_boundary_of_an_app(app) {
    const stack = new Stack(app, 'Bounded');
    role(stack, 'Role');
    new iam.CfnRole(new NestedStack(stack, 'Nested'), 'Raw', {
      assumeRolePolicyDocument: document(allow(['sts:AssumeRole'], [], { principals: [ec2()] })),
    });
    iam.PermissionsBoundary.of(app).apply(aws('PowerUserAccess'));
  },

  iam_large_policy_is_split(app) {
    const stack = new Stack(app, 'Large');
    const large = role(stack, 'Role');
    for (const statement of many(150)) large.addToPolicy(statement);
    role(stack, 'NotQuite').addToPolicy(many(1)[0]);
  },

  iam_large_policy_merges_first(app) {
    const stack = new Stack(app, 'Large');
    const large = role(stack, 'Role');
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    for (let i = 0; i < 120; i += 1) {
      large.addToPolicy(allow(['s3:GetObject'], [`arn:aws:s3:::some-rather-long-name-of-a-bucket-${i}/with/a/prefix/*`]));
      large.addToPolicy(allow([`service${i}:LongNameOfAnAction`], [bucket.attrArn, 'arn:aws:iam::111111111111:role/x']));
    }
  },

  iam_large_policy_is_applied_before(app) {
    const stack = new Stack(app, 'Large');
    const grantee = role(stack, 'Role');
    for (const [i, statement] of many(120).entries()) {
      const grant = iam.Grant.addToPrincipal({
        grantee,
        actions: statement.actions,
        resourceArns: statement.resources,
      });
      if (i === 0) grant.applyBefore(new s3.CfnBucket(stack, 'First'));
      if (i === 119) grant.applyBefore(new s3.CfnBucket(stack, 'Last'));
    }
  },

  iam_oidc_provider(app) {
    const stack = new Stack(app, 'Providers');
    const provider = new iam.OidcProviderNative(stack, 'Provider', {
      url: 'https://openid/connect',
      clientIds: ['myclient1', 'myclient2'],
      thumbprints: ['aa00aa1122aa00aa1122aa00aa1122aa00aa1122'],
    });
    out(stack, 'Arn', provider.oidcProviderArn);
    out(stack, 'Issuer', provider.oidcProviderIssuer);
    role(stack, 'Role', { assumedBy: new iam.OpenIdConnectPrincipal(provider) });
  },

  iam_saml_provider(app) {
    const stack = new Stack(app, 'Providers');
    const provider = new iam.SamlProvider(stack, 'Provider', {
      name: 'my-provider',
      metadataDocument: iam.SamlMetadataDocument.fromXml('<xml/>'),
    });
    out(stack, 'Arn', provider.samlProviderArn);
    role(stack, 'Role', { assumedBy: new iam.SamlConsolePrincipal(provider) });
  },

  iam_role_assumed_by_its_own_account(app) {
    const stack = known(app, 'Accounts');
    role(stack, 'Root', { assumedBy: new iam.AccountRootPrincipal() });
    role(stack, 'Organization', { assumedBy: new iam.OrganizationPrincipal('o-1234567890') });
    role(stack, 'Any', { assumedBy: new iam.AnyPrincipal() });
    role(stack, 'Arn', { assumedBy: new iam.ArnPrincipal(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/x`) });
    role(stack, 'Imported', { assumedBy: new iam.ArnPrincipal(Fn.importValue('some-role')) });
  },
};
