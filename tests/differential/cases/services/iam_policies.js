// IAM policy documents: statements, how they are merged and ordered, and the principals in them.
'use strict';
const { Aws, CfnParameter, Fn, NestedStack, Stack, aws_iam: iam, aws_s3: s3, aws_sns: sns } = require('aws-cdk-lib');

const { PolicyStatement } = iam;
const ACCOUNT = '111111111111';
const OTHER = '222222222222';

/** A resource that carries the document as it is: any kind of statement may stand in it. */
function carrier(scope, id, statements, props = {}) {
  const document =
    statements instanceof iam.PolicyDocument ? statements : new iam.PolicyDocument({ ...props, statements });
  return new s3.CfnBucketPolicy(scope, id, { bucket: 'bucket', policyDocument: document });
}

const allow = (actions, resources, more = {}) => new PolicyStatement({ actions, resources, ...more });
const deny = (actions, resources, more = {}) => allow(actions, resources, { effect: iam.Effect.DENY, ...more });
const trust = (...principals) => new PolicyStatement({ actions: ['sts:AssumeRole'], principals });
const service = (name, opts) => new iam.ServicePrincipal(name, opts);

module.exports = {
  iam_policy_statement_kinds(app) {
    const stack = new Stack(app, 'Statements');
    carrier(stack, 'Kinds', [
      allow(['s3:GetObject'], ['arn:aws:s3:::bucket/*']),
      allow(['s3:PutObject', 's3:DeleteObject'], ['arn:aws:s3:::one/*', 'arn:aws:s3:::two/*']),
      deny(['s3:*'], ['*'], { sid: 'NoPlainText', conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
      new PolicyStatement({ notActions: ['iam:*', 'sts:*'], resources: ['*'] }),
      new PolicyStatement({ actions: ['ec2:*'], notResources: ['arn:aws:ec2:*:*:instance/i-1'] }),
      new PolicyStatement({ effect: iam.Effect.DENY, notActions: ['iam:Get*'], notResources: ['*'] }),
      allow(['*'], ['*'], { sid: 'Everything' }),
    ]);
  },

  iam_policy_statement_built_in_steps(app) {
    const stack = new Stack(app, 'Statements');
    const statement = new PolicyStatement();
    statement.sid = 'Steps';
    statement.effect = iam.Effect.DENY;
    statement.addActions('s3:GetObject', 's3:GetObject', 's3:PutObject');
    statement.addResources('arn:aws:s3:::b/*', 'arn:aws:s3:::a/*', 'arn:aws:s3:::b/*');
    statement.addServicePrincipal('cloudwatch.amazonaws.com');
    statement.addServicePrincipal('ec2.amazonaws.com');
    statement.addArnPrincipal('arn:aws:iam::111111111111:role/one');
    statement.addAwsAccountPrincipal(OTHER);
    statement.addAccountRootPrincipal();
    statement.addCanonicalUserPrincipal('canonical');
    statement.addCondition('StringEquals', { 'aws:RequestTag/a': 'x' });
    statement.addCondition('StringEquals', { 'aws:RequestTag/b': ['y', 'z'] });
    statement.addCondition('StringEquals', { 'aws:RequestTag/a': 'later' });
    statement.addCondition('Bool', { 'aws:SecureTransport': 'true' });
    const all = new PolicyStatement({ actions: ['sns:Publish'] });
    all.addAllResources();
    all.addAnyPrincipal();
    all.addSourceAccountCondition(ACCOUNT);
    all.addSourceArnCondition('arn:aws:s3:::bucket');
    const external = new PolicyStatement({ actions: ['sts:AssumeRole'] });
    external.addAwsAccountPrincipal(OTHER);
    external.addAccountCondition('external');
    carrier(stack, 'Steps', [statement, all, external]);
  },

  iam_policy_merges_actions(app) {
    const stack = new Stack(app, 'Merging');
    carrier(stack, 'Actions', [
      allow(['s3:PutObject'], ['arn:aws:s3:::bucket/*']),
      allow(['s3:GetObject'], ['arn:aws:s3:::bucket/*']),
      allow(['s3:AbortMultipartUpload', 's3:GetObject'], ['arn:aws:s3:::bucket/*']),
    ]);
  },

  iam_policy_merges_resources(app) {
    const stack = new Stack(app, 'Merging');
    carrier(stack, 'Resources', [
      allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::z/*']),
      allow(['s3:PutObject', 's3:GetObject'], ['arn:aws:s3:::a/*', 'arn:aws:s3:::B/*']),
      allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::a_/*', 'arn:aws:s3:::a/*']),
    ]);
  },

  iam_policy_merges_principals(app) {
    const stack = new Stack(app, 'Merging');
    carrier(stack, 'Principals', [
      trust(service('ec2.amazonaws.com')),
      trust(new iam.ArnPrincipal('arn:aws:iam::111111111111:role/z')),
      trust(service('ecs.amazonaws.com')),
      trust(new iam.ArnPrincipal('arn:aws:iam::111111111111:role/a')),
      trust(new iam.CanonicalUserPrincipal('canonical')),
      trust(new iam.FederatedPrincipal('federated')),
      trust(service('ec2.amazonaws.com')),
    ]);
  },

  iam_policy_merges_in_several_passes(app) {
    const stack = new Stack(app, 'Merging');
    carrier(stack, 'Passes', [
      allow(['a:A'], ['one']),
      allow(['a:B'], ['two']),
      allow(['a:B'], ['one']),
      allow(['a:A'], ['two']),
      allow(['a:C'], ['three']),
      allow(['a:A', 'a:B'], ['three']),
    ]);
    carrier(stack, 'OtherOrder', [
      allow(['a:A'], ['two']),
      allow(['a:A', 'a:B'], ['three']),
      allow(['a:B'], ['one']),
      allow(['a:C'], ['three']),
      allow(['a:A'], ['one']),
      allow(['a:B'], ['two']),
    ]);
    carrier(stack, 'Grid', [
      ...['c', 'a', 'b'].flatMap((action) =>
        ['3', '1', '2'].map((resource) => allow([`x:${action}`], [`arn:aws:x:::${resource}`])),
      ),
    ]);
  },

  iam_policy_keeps_effects_and_conditions_apart(app) {
    const stack = new Stack(app, 'Merging');
    const tagged = (value) => ({ conditions: { StringEquals: { 'aws:RequestTag/a': value } } });
    carrier(stack, 'Apart', [
      allow(['a:A'], ['one']),
      deny(['a:B'], ['one']),
      allow(['a:B'], ['one'], tagged('x')),
      allow(['a:C'], ['one'], tagged('y')),
      allow(['a:D'], ['one'], tagged('x')),
      deny(['a:C'], ['one']),
      allow(['a:E'], ['one']),
      allow(['a:F'], ['one'], { conditions: { StringEquals: { 'aws:RequestTag/a': ['x'] } } }),
    ]);
  },

  iam_policy_conditions_in_another_order_are_others(app) {
    const stack = new Stack(app, 'Merging');
    carrier(stack, 'Order', [
      allow(['a:A'], ['one'], { conditions: { Bool: { x: 'true' }, StringEquals: { y: 'z' } } }),
      allow(['a:B'], ['one'], { conditions: { StringEquals: { y: 'z' }, Bool: { x: 'true' } } }),
      allow(['a:C'], ['one'], { conditions: { Bool: { x: 'true' }, StringEquals: { y: 'z' } } }),
    ]);
  },

  iam_policy_keeps_statements_with_a_sid(app) {
    const stack = new Stack(app, 'Merging');
    carrier(stack, 'Sids', [
      allow(['a:A'], ['one'], { sid: 'First' }),
      allow(['a:B'], ['one']),
      allow(['a:C'], ['one'], { sid: 'Third' }),
      allow(['a:D'], ['one']),
      allow(['a:A'], ['one'], { sid: 'First' }),
      allow(['a:Z', 'a:A', 'a:Z'], ['two', 'one'], { sid: 'Sorted' }),
    ]);
  },

  iam_policy_merges_not_actions_never(app) {
    const stack = new Stack(app, 'Merging');
    const not = (notActions, resources) => new PolicyStatement({ notActions, resources });
    carrier(stack, 'NotActions', [
      not(['a:A'], ['one']),
      not(['a:B'], ['one']),
      not(['a:A'], ['two']),
      not(['a:D', 'a:C'], ['three']),
      not(['a:C', 'a:D'], ['four']),
      not(['a:A'], ['one']),
    ]);
    carrier(stack, 'NotResources', [
      new PolicyStatement({ actions: ['a:A'], notResources: ['one'] }),
      new PolicyStatement({ actions: ['a:B'], notResources: ['one'] }),
      new PolicyStatement({ actions: ['a:A'], notResources: ['two'] }),
      new PolicyStatement({ actions: ['a:C'], notResources: ['z', 'b'] }),
    ]);
    const notPrincipal = (action, arn) =>
      new PolicyStatement({
        effect: iam.Effect.DENY,
        actions: [action],
        resources: ['*'],
        notPrincipals: [new iam.ArnPrincipal(arn)],
      });
    carrier(stack, 'NotPrincipals', [
      notPrincipal('a:A', 'arn:aws:iam::111111111111:role/one'),
      notPrincipal('a:B', 'arn:aws:iam::111111111111:role/one'),
      notPrincipal('a:A', 'arn:aws:iam::111111111111:role/two'),
    ]);
  },

  iam_policy_drops_what_is_said_twice(app) {
    const stack = new Stack(app, 'Merging');
    const twice = allow(['a:A'], ['one']);
    carrier(stack, 'Twice', [twice, twice, allow(['a:A'], ['one']), allow(['b:B'], ['two'])]);
    carrier(stack, 'NotMinimized', [twice, twice, allow(['a:A'], ['one']), allow(['a:B'], ['one'])], {
      minimize: false,
    });
  },

  iam_policy_minimize_switched_off(app) {
    const stack = new Stack(app, 'Merging');
    carrier(
      stack,
      'Off',
      [
        allow(['b:B', 'a:A'], ['two', 'one']),
        allow(['a:A'], ['two', 'one']),
        trust(service('z.amazonaws.com'), new iam.ArnPrincipal('arn'), service('a.amazonaws.com')),
        allow(['b:B', 'a:A'], ['two', 'one']),
      ],
      { minimize: false },
    );
    carrier(stack, 'On', [allow(['b:B', 'a:A'], ['two', 'one']), allow(['a:A'], ['two', 'one'])], { minimize: true });
  },

  iam_policy_assigns_sids(app) {
    const stack = new Stack(app, 'Sids');
    carrier(
      stack,
      'Assigned',
      [
        allow(['a:A'], ['one']),
        allow(['a:B'], ['two'], { sid: 'Mine' }),
        allow(['a:C'], ['one']),
        allow(['a:D'], ['three']),
        deny(['a:D'], ['three']),
      ],
      { assignSids: true },
    );
    carrier(stack, 'NotMerged', [allow(['a:A'], ['one']), allow(['a:A'], ['one']), allow(['a:B'], ['one'])], {
      assignSids: true,
      minimize: false,
    });
  },

  iam_policy_intrinsics_among_resources(app) {
    const stack = new Stack(app, 'Intrinsics');
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    const topic = new sns.CfnTopic(stack, 'Topic');
    const parameter = new CfnParameter(stack, 'Name');
    carrier(stack, 'Same', [
      allow(['s3:GetObject'], [`${bucket.attrArn}/*`]),
      allow(['s3:ListBucket'], [bucket.attrArn]),
      allow(['s3:GetObject'], [bucket.attrArn]),
      allow(['s3:ListBucket'], [`${bucket.attrArn}/*`]),
    ]);
    carrier(stack, 'Sorted', [
      allow(['sns:Publish', 's3:*'], [topic.ref, 'arn:aws:sns:::literal', bucket.attrArn, `${bucket.attrArn}/a`]),
      allow(
        ['s3:*', 'sns:Publish'],
        [`arn:${Aws.PARTITION}:s3:::${parameter.valueAsString}`, 'zzz', Fn.importValue('imported'), '*', 'AAA'],
      ),
    ]);
    carrier(stack, 'Conditions', [
      allow(['s3:PutObject'], ['*'], { conditions: { ArnLike: { 'aws:SourceArn': topic.ref } } }),
      allow(['s3:GetObject'], ['*'], { conditions: { ArnLike: { 'aws:SourceArn': topic.ref } } }),
      allow(['s3:GetObject'], ['*'], { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
    ]);
    carrier(stack, 'Actions', [
      allow([parameter.valueAsString, 'z:Z', 'a:A'], ['*']),
      allow(['b:B', parameter.valueAsString], ['*']),
    ]);
  },

  iam_policy_order_of_texts(app) {
    const stack = new Stack(app, 'Order');
    carrier(stack, 'Texts', [
      allow(
        ['s3:b', 's3:B', 's3:a', 's3:A', 's3:*', 's3:a1', 's3:a10', 's3:a2', 'S3:a', 'ec2:x', 'a-b:c', 'ab:c'],
        ['a', 'a/', 'a/*', 'a*', 'a-', 'a_', 'a.b', 'a"b', 'a\\b', 'aé', 'a b', 'Z', 'é', '~', '|', '*'],
      ),
    ]);
  },

  iam_policy_principal_arn(app) {
    const stack = new Stack(app, 'Principals');
    const topic = new sns.CfnTopic(stack, 'Topic');
    carrier(stack, 'Arns', [
      trust(new iam.ArnPrincipal('arn:aws:iam::111111111111:user/one')),
      trust(new iam.ArnPrincipal(topic.ref)),
      trust(new iam.ArnPrincipal('arn:aws:iam::111111111111:user/one').inOrganization('o-1234567890')),
    ]);
  },

  iam_policy_principal_account(app) {
    const stack = new Stack(app, 'Principals');
    carrier(stack, 'Accounts', [
      trust(new iam.AccountPrincipal(OTHER)),
      trust(new iam.AccountRootPrincipal()),
      trust(new iam.AccountPrincipal(Aws.ACCOUNT_ID)),
    ]);
    const known = new Stack(app, 'Known', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    carrier(known, 'Accounts', [
      trust(new iam.AccountPrincipal(OTHER)),
      trust(new iam.AccountRootPrincipal()),
      trust(new iam.AccountPrincipal(ACCOUNT)),
    ]);
    const china = new Stack(app, 'China', { env: { account: ACCOUNT, region: 'cn-north-1' } });
    carrier(china, 'Accounts', [trust(new iam.AccountPrincipal(OTHER)), trust(new iam.AccountRootPrincipal())]);
  },

  iam_policy_principal_service(app) {
    const services = (stack) =>
      carrier(
        stack,
        'Services',
        [
          trust(service('ec2.amazonaws.com')),
          trust(service('ec2')),
          trust(service('states.us-east-1.amazonaws.com')),
          trust(service('elasticmapreduce.amazonaws.com.cn')),
          trust(service('logs.eu-west-1.amazonaws.com')),
          trust(service('ec2.c2s.ic.gov')),
          trust(service('sns.amazonaws.com', { region: 'ap-east-1' })),
          trust(service('sqs.amazonaws.com', { region: 'us-east-1' })),
          trust(service('s3.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } })),
          trust(iam.ServicePrincipal.fromStaticServicePrincipleName('odd.amazonaws.com.cn')),
        ],
        { minimize: false },
      );
    services(new Stack(app, 'Anywhere'));
    services(new Stack(app, 'OptIn', { env: { account: ACCOUNT, region: 'ap-east-1' } }));
    services(new Stack(app, 'China', { env: { account: ACCOUNT, region: 'cn-north-1' } }));
  },

  iam_policy_principal_federated(app) {
    const stack = new Stack(app, 'Principals');
    const oidc = iam.OidcProviderNative.fromOidcProviderArn(
      stack,
      'OidcProvider',
      'arn:aws:iam::111111111111:oidc-provider/oidc.example.com/id/1',
    );
    const saml = iam.SamlProvider.fromSamlProviderArn(stack, 'SamlProvider', 'arn:aws:iam::111111111111:saml-provider/provider');
    const web = { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-east-2:12345678' } };
    const role = (id, assumedBy) => new iam.Role(stack, id, { assumedBy });
    role('Federated', new iam.FederatedPrincipal('accounts.google.com'));
    role(
      'FederatedAction',
      new iam.FederatedPrincipal('federated', { Bool: { x: 'true' } }, 'sts:AssumeRoleWithWebIdentity'),
    );
    role('WebIdentity', new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com', web));
    role(
      'WebIdentityTags',
      new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com', {
        ...web,
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'unauthenticated' },
      }).withSessionTags(),
    );
    role('OpenId', new iam.OpenIdConnectPrincipal(oidc));
    role(
      'OpenIdConditions',
      new iam.OpenIdConnectPrincipal(oidc, { StringEquals: { 'oidc.example.com/id/1:sub': 'subject' } }),
    );
    role('Saml', new iam.SamlPrincipal(saml, { StringEquals: { 'SAML:iss': 'issuer' } }));
    role('SamlConsole', new iam.SamlConsolePrincipal(saml, { StringLike: { 'SAML:iss': 'issuer*' } }));
  },

  iam_policy_principal_everyone(app) {
    const stack = new Stack(app, 'Principals');
    const read = (principal) => allow(['s3:GetObject'], ['arn:aws:s3:::bucket/*'], { principals: [principal] });
    carrier(stack, 'Any', [read(new iam.AnyPrincipal())]);
    carrier(stack, 'Star', [read(new iam.StarPrincipal())]);
    carrier(stack, 'Organization', [read(new iam.OrganizationPrincipal('o-1234567890'))]);
    carrier(stack, 'Canonical', [read(new iam.CanonicalUserPrincipal('79a59df900b949e55d96a1e698fbaced'))]);
    carrier(stack, 'Mixed', [
      read(new iam.AnyPrincipal()),
      read(new iam.StarPrincipal()),
      read(new iam.OrganizationPrincipal('o-1234567890')),
      read(service('ec2.amazonaws.com')),
      read(new iam.StarPrincipal()),
    ]);
  },

  iam_policy_principal_composite(app) {
    const stack = new Stack(app, 'Principals');
    carrier(stack, 'Statement', [
      trust(new iam.CompositePrincipal(service('ec2.amazonaws.com'), new iam.AccountPrincipal(OTHER))),
      trust(
        new iam.CompositePrincipal(new iam.ArnPrincipal('arn:aws:iam::111111111111:role/b')).addPrincipals(
          new iam.ArnPrincipal('arn:aws:iam::111111111111:role/a'),
          service('lambda.amazonaws.com'),
        ),
      ),
    ]);
    new iam.Role(stack, 'Role', {
      assumedBy: new iam.CompositePrincipal(
        service('ec2.amazonaws.com'),
        new iam.AccountPrincipal(OTHER),
        service('ecs-tasks.amazonaws.com'),
      ),
    });
    new iam.Role(stack, 'Actions', {
      assumedBy: new iam.CompositePrincipal(
        service('ec2.amazonaws.com'),
        new iam.WebIdentityPrincipal('accounts.google.com', { StringEquals: { 'accounts.google.com:aud': 'app' } }),
        new iam.AccountPrincipal(OTHER).withConditions({ StringEquals: { 'aws:PrincipalTag/team': 'blue' } }),
        service('ecs-tasks.amazonaws.com').withSessionTags(),
      ),
    });
  },

  iam_policy_principal_with_conditions(app) {
    const stack = new Stack(app, 'Principals');
    const conditional = new iam.PrincipalWithConditions(new iam.AccountPrincipal(OTHER), {
      StringEquals: { 'aws:PrincipalTag/a': 'x' },
    });
    conditional.addCondition('StringEquals', { 'aws:PrincipalTag/b': 'y' });
    conditional.addConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
    carrier(stack, 'Statement', [trust(conditional)]);
    new iam.Role(stack, 'Role', { assumedBy: conditional });
    new iam.Role(stack, 'Nested', {
      assumedBy: new iam.OrganizationPrincipal('o-1234567890')
        .withConditions({ StringEquals: { 'aws:PrincipalTag/a': 'x' } })
        .withConditions({ StringEquals: { 'aws:PrincipalTag/b': 'y' } }),
    });
    new iam.Role(stack, 'Tags', { assumedBy: new iam.AccountPrincipal(OTHER).withSessionTags() });
    new iam.Role(stack, 'TagsAndConditions', {
      assumedBy: new iam.AccountPrincipal(OTHER)
        .withConditions({ StringEquals: { 'aws:PrincipalTag/a': 'x' } })
        .withSessionTags(),
    });
    new iam.Role(stack, 'ConditionsAndTags', {
      assumedBy: new iam.AccountPrincipal(OTHER)
        .withSessionTags()
        .withConditions({ StringEquals: { 'aws:PrincipalTag/a': 'x' } }),
    });
  },

  iam_policy_principals_are_roles_and_users(app) {
    const stack = new Stack(app, 'Principals');
    const role = new iam.Role(stack, 'Role', { assumedBy: service('ec2.amazonaws.com') });
    const user = new iam.User(stack, 'User');
    const imported = iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111111111111:role/imported');
    carrier(stack, 'Policy', [
      allow(['s3:GetObject'], ['arn:aws:s3:::bucket/*'], { principals: [role, user] }),
      allow(['s3:GetObject'], ['arn:aws:s3:::bucket/*'], { principals: [imported] }),
      allow(['s3:PutObject'], ['arn:aws:s3:::bucket/*'], { principals: [user, role] }),
    ]);
    new iam.Role(stack, 'AssumedByRole', { assumedBy: role });
    new iam.Role(stack, 'AssumedByUser', { assumedBy: user });
    new iam.Role(stack, 'AssumedByImported', { assumedBy: imported });
  },

  iam_policy_merges_with_principals(app) {
    const stack = new Stack(app, 'Merging');
    const given = (actions, resources, ...principals) => allow(actions, resources, { principals });
    const one = new iam.ArnPrincipal('arn:aws:iam::111111111111:role/one');
    const two = new iam.ArnPrincipal('arn:aws:iam::111111111111:role/two');
    carrier(stack, 'Some', [
      given(['a:A'], ['x'], one),
      given(['a:B'], ['x'], one),
      given(['a:A'], ['x'], two),
      given(['a:B'], ['x'], two),
      given(['a:C'], ['y'], one, two),
      given(['a:C'], ['y'], two, one),
      given(['a:D'], ['y'], two, one),
      given(['a:D'], ['z'], service('ec2.amazonaws.com'), one),
    ]);
    carrier(stack, 'ConditionsOfPrincipals', [
      given(['a:A'], ['x'], one.withConditions({ Bool: { x: 'true' } })),
      given(['a:A'], ['x'], two.withConditions({ Bool: { x: 'true' } })),
      given(['a:B'], ['x'], one.withConditions({ Bool: { x: 'true' } })),
      given(['a:A'], ['x'], two.withConditions({ Bool: { x: 'false' } })),
    ]);
  },

  iam_policy_from_json(app) {
    const stack = new Stack(app, 'Json');
    const json = {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'FirstStatement', Effect: 'Allow', Action: ['iam:ChangePassword'], Resource: ['*'] },
        { Sid: 'SecondStatement', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
        {
          Sid: 'ThirdStatement',
          Effect: 'Allow',
          Action: ['s3:List*', 's3:Get*'],
          Resource: ['arn:aws:s3:::confidential-data', 'arn:aws:s3:::confidential-data/*'],
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        },
        { Effect: 'Deny', NotAction: ['s3:*'], NotResource: 'arn:aws:s3:::x' },
        { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::y' },
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::y' },
      ],
    };
    new iam.ManagedPolicy(stack, 'Managed', { document: iam.PolicyDocument.fromJson(json) });
    const role = new iam.Role(stack, 'Role', { assumedBy: service('ec2.amazonaws.com') });
    new iam.Policy(stack, 'Inline', { document: iam.PolicyDocument.fromJson(json), roles: [role] });
    carrier(
      stack,
      'Resource',
      iam.PolicyDocument.fromJson({
        Statement: [
          { Effect: 'Allow', Action: 's3:GetObject', Resource: 'x', Principal: '*' },
          { Effect: 'Allow', Action: 's3:GetObject', Resource: 'x', Principal: { AWS: '*' } },
          {
            Effect: 'Allow',
            Action: 's3:GetObject',
            Resource: 'x',
            Principal: { Service: ['b.amazonaws.com', 'a.amazonaws.com'], AWS: ['arn:aws:iam::111111111111:root'] },
          },
          { Effect: 'Deny', Action: 's3:*', Resource: 'x', NotPrincipal: { AWS: ['222222222222', '111111111111'] } },
          { Effect: 'Allow', Action: 's3:PutObject', Resource: 'x', Principal: { Federated: 'cognito-identity.amazonaws.com' } },
        ],
      }),
    );
  },

  iam_policy_references_across_stacks(app) {
    const producer = new Stack(app, 'Producer');
    const bucket = new s3.CfnBucket(producer, 'Bucket');
    const role = new iam.Role(producer, 'Role', { assumedBy: service('ec2.amazonaws.com') });
    const consumer = new Stack(app, 'Consumer');
    carrier(consumer, 'Policy', [
      allow(['s3:GetObject'], [`${bucket.attrArn}/*`, bucket.attrArn, 'arn:aws:s3:::literal'], { principals: [role] }),
      allow(['s3:PutObject'], [`${bucket.attrArn}/*`, bucket.attrArn, 'arn:aws:s3:::literal'], { principals: [role] }),
    ]);
    const reader = new iam.Role(consumer, 'Reader', { assumedBy: role });
    reader.addToPolicy(allow(['s3:ListBucket'], [bucket.attrArn]));
    role.grantAssumeRole(reader);
  },

  iam_policy_references_into_nested_stacks(app) {
    const stack = new Stack(app, 'Parent');
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    const nested = new NestedStack(stack, 'Nested');
    const role = new iam.Role(nested, 'Role', { assumedBy: service('ec2.amazonaws.com') });
    role.addToPolicy(allow(['s3:GetObject'], [`${bucket.attrArn}/*`]));
    role.addToPolicy(allow(['s3:ListBucket'], [bucket.attrArn]));
    carrier(stack, 'Policy', [allow(['s3:*'], ['*'], { principals: [role] })]);
  },

  iam_policy_grants_to_one_role_many_times(app) {
    const stack = new Stack(app, 'Grants');
    const role = new iam.Role(stack, 'Role', { assumedBy: service('ec2.amazonaws.com') });
    const grant = (actions, resourceArns, conditions) =>
      iam.Grant.addToPrincipal({ grantee: role, actions, resourceArns, conditions }).assertSuccess();
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    for (let round = 0; round < 3; round += 1) {
      grant(['s3:GetObject', 's3:ListBucket'], [bucket.attrArn, `${bucket.attrArn}/*`]);
      grant(['s3:PutObject'], [bucket.attrArn, `${bucket.attrArn}/*`]);
      grant(['sqs:SendMessage'], [`arn:aws:sqs:eu-west-1:111111111111:queue-${round}`]);
      grant(['kms:Decrypt'], ['*'], { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } });
      grant([`ec2:Describe${round}`], ['*']);
    }
  },

  iam_policy_of_identity_without_statements(app) {
    const stack = new Stack(app, 'Empty');
    const role = new iam.Role(stack, 'Role', { assumedBy: service('ec2.amazonaws.com') });
    new iam.Policy(stack, 'Nothing', { roles: [role] });
    new iam.Policy(stack, 'NotAttached', { statements: [allow(['s3:GetObject'], ['*'])] });
  },

  iam_policy_condition_values(app) {
    const stack = new Stack(app, 'Conditions');
    const topic = new sns.CfnTopic(stack, 'Topic');
    carrier(stack, 'Values', [
      allow(['a:A'], ['*'], {
        conditions: {
          StringEquals: { 'aws:PrincipalTag/list': ['z', 'a'], 'aws:PrincipalTag/one': ['x'] },
          'ForAnyValue:StringLike': { 'aws:TagKeys': ['env', 'team*'] },
          NumericLessThan: { 's3:max-keys': 10 },
          Bool: { 'aws:SecureTransport': true },
          Null: { 'aws:TokenIssueTime': 'true' },
          IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.0/16'] },
          DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' },
          ArnLike: { 'aws:SourceArn': [topic.ref, `arn:${Aws.PARTITION}:sns:*:${Aws.ACCOUNT_ID}:x`] },
          StringEqualsIfExists: { 'aws:RequestedRegion': Aws.REGION },
        },
      }),
      allow(['a:B'], ['*'], { conditions: {} }),
    ]);
  },
};
