// Buckets and their policies. Purlin's buckets insist on TLS, so that most cases say so here.
'use strict';
const {
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  aws_iam: iam,
  aws_kms: kms,
  aws_s3: s3,
  aws_s3_notifications: s3n,
  aws_sns: sns,
} = require('aws-cdk-lib');

const env = { account: '111111111111', region: 'eu-west-1' };
const tls = { enforceSSL: true };

const role = (scope, id = 'Role', props) =>
  new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), ...props });
const bucket = (stack, id, props) => new s3.Bucket(stack, id, { ...tls, ...props });

/** Outputs of everything that a bucket tells of itself. */
const tell = (stack, prefix, bucket) => {
  const known = {
    Arn: bucket.bucketArn,
    Name: bucket.bucketName,
    Domain: bucket.bucketDomainName,
    DualStack: bucket.bucketDualStackDomainName,
    Regional: bucket.bucketRegionalDomainName,
    WebsiteUrl: bucket.bucketWebsiteUrl,
    WebsiteDomain: bucket.bucketWebsiteDomainName,
    Objects: bucket.arnForObjects('logs/*'),
    Url: bucket.urlForObject('some/key'),
    BucketUrl: bucket.urlForObject(),
    S3Url: bucket.s3UrlForObject('/some/key'),
    S3BucketUrl: bucket.s3UrlForObject(),
    Hosted: bucket.virtualHostedUrlForObject('some/key'),
    HostedGlobally: bucket.virtualHostedUrlForObject('some/key', { regional: false }),
    Accelerated: bucket.transferAccelerationUrlForObject('some/key'),
    AcceleratedDualStack: bucket.transferAccelerationUrlForObject('some/key', { dualStack: true }),
  };
  for (const [key, value] of Object.entries(known)) new CfnOutput(stack, prefix + key, { value });
};

module.exports = {
  s3_bucket_with_defaults(app) {
    new s3.Bucket(new Stack(app, 'Storage'), 'Data');
  },

  s3_bucket_without_tls_statement(app) {
    new s3.Bucket(new Stack(app, 'Storage'), 'Data', { enforceSSL: false });
  },

  s3_attributes(app) {
    const stack = new Stack(app, 'Storage');
    tell(stack, 'Data', bucket(stack, 'Data'));
  },

  s3_bucket_name_and_removal_policies(app) {
    const stack = new Stack(app, 'Storage');
    const kept = bucket(stack, 'Kept', { bucketName: 'purlin-kept.data-1' });
    kept.policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    bucket(stack, 'Gone', { removalPolicy: RemovalPolicy.DESTROY });
    bucket(stack, 'OnUpdate', { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
  },

  s3_account_regional_namespace(app) {
    bucket(new Stack(app, 'Storage'), 'Data', {
      bucketNamePrefix: 'my-app',
      bucketNamespace: s3.BucketNamespace.ACCOUNT_REGIONAL,
    });
  },

  s3_encryption_managed_by_aws(app) {
    const stack = new Stack(app, 'Storage');
    bucket(stack, 'S3', { encryption: s3.BucketEncryption.S3_MANAGED });
    bucket(stack, 'S3WithKey', { encryption: s3.BucketEncryption.S3_MANAGED, bucketKeyEnabled: true });
    bucket(stack, 'Kms', { encryption: s3.BucketEncryption.KMS_MANAGED });
    bucket(stack, 'Dsse', { encryption: s3.BucketEncryption.DSSE_MANAGED, bucketKeyEnabled: true });
  },

  s3_encryption_with_a_key(app) {
    const stack = new Stack(app, 'Storage');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    bucket(stack, 'Kms', { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true });
    bucket(stack, 'KeyAlone', { encryptionKey: key });
    bucket(stack, 'Dsse', { encryption: s3.BucketEncryption.DSSE, encryptionKey: key });
  },

  s3_encryption_with_a_key_of_its_own(app) {
    const stack = new Stack(app, 'Storage');
    const data = bucket(stack, 'Data', { encryption: s3.BucketEncryption.KMS });
    new CfnOutput(stack, 'KeyArn', { value: data.encryptionKey.keyArn });
  },

  s3_encryption_in_two_layers_with_a_key_of_its_own(app) {
    bucket(new Stack(app, 'Storage'), 'Data', { encryption: s3.BucketEncryption.DSSE });
  },

  s3_blocked_encryption_types(app) {
    const stack = new Stack(app, 'Storage');
    bucket(stack, 'Blocked', { blockedEncryptionTypes: [s3.BlockedEncryptionType.SSE_C] });
    bucket(stack, 'Open', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockedEncryptionTypes: [s3.BlockedEncryptionType.NONE],
    });
  },

  s3_minimum_tls_version(app) {
    bucket(new Stack(app, 'Storage'), 'Data', { minimumTLSVersion: 1.2 });
  },

  s3_resource_policy(app) {
    const stack = new Stack(app, 'Storage');
    const data = bucket(stack, 'Data');
    data.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [data.arnForObjects('file.txt')],
        principals: [new iam.AccountRootPrincipal()],
      }),
    );
  },

  s3_bucket_policy_of_ones_own(app) {
    const stack = new Stack(app, 'Storage');
    const data = new s3.Bucket(stack, 'Data', { enforceSSL: false });
    const policy = new s3.BucketPolicy(stack, 'Policy', { bucket: data, removalPolicy: RemovalPolicy.RETAIN });
    policy.document.addStatements(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [data.arnForObjects('*')],
        principals: [new iam.AccountPrincipal('222222222222')],
      }),
    );
  },

  s3_grants(app) {
    const stack = new Stack(app, 'Storage');
    const data = bucket(stack, 'Data');
    data.grantRead(role(stack, 'Reader'));
    data.grantRead(role(stack, 'PartReader'), 'part/*');
    data.grantWrite(role(stack, 'Writer'));
    data.grantWrite(role(stack, 'Tagger'), 'part/*', ['s3:PutObjectTagging']);
    data.grantReadWrite(role(stack, 'Both'));
    data.grantPut(role(stack, 'Putter'), 'in/*');
    data.grantPutAcl(role(stack, 'AclPutter'));
    data.grantDelete(role(stack, 'Deleter'), 'out/*');
  },

  s3_grants_on_an_encrypted_bucket(app) {
    const stack = new Stack(app, 'Storage');
    const data = bucket(stack, 'Data', { encryption: s3.BucketEncryption.KMS });
    data.grantRead(role(stack, 'Reader'));
    data.grantWrite(role(stack, 'Writer'));
    data.grantReadWrite(role(stack, 'Both'));
    data.grantPut(role(stack, 'Putter'));
    data.grantDelete(role(stack, 'Deleter'));
  },

  s3_grants_to_services_and_accounts(app) {
    const stack = new Stack(app, 'Storage');
    const data = bucket(stack, 'Data', { encryption: s3.BucketEncryption.KMS });
    data.grantRead(new iam.AccountPrincipal('222222222222'));
    data.grantPut(new iam.ServicePrincipal('delivery.logs.amazonaws.com'), 'logs/*');
  },

  s3_grants_across_stacks(app) {
    const storage = new Stack(app, 'Storage', { env });
    const data = bucket(storage, 'Data', { removalPolicy: RemovalPolicy.DESTROY });
    data.grantReadWrite(role(new Stack(app, 'Roles', { env })));
  },

  s3_grants_across_accounts(app) {
    const storage = new Stack(app, 'Storage', { env });
    const data = bucket(storage, 'Data', { bucketName: 'purlin-data' });
    const roles = new Stack(app, 'Roles', { env: { ...env, account: '222222222222' } });
    data.grantRead(role(roles, 'Role', { roleName: 'reader' }));
  },

  s3_block_public_access(app) {
    const stack = new Stack(app, 'Storage');
    bucket(stack, 'All', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
    bucket(stack, 'Acls', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS_ONLY });
    bucket(stack, 'Policies', { blockPublicAccess: new s3.BlockPublicAccess({ blockPublicPolicy: false }) });
  },

  s3_public_access(app) {
    const stack = new Stack(app, 'Storage');
    const blockPublicAccess = new s3.BlockPublicAccess({
      blockPublicPolicy: false,
      blockPublicAcls: false,
      ignorePublicAcls: false,
      restrictPublicBuckets: false,
    });
    bucket(stack, 'Public', { blockPublicAccess, publicReadAccess: true });
    const data = bucket(stack, 'Data', { blockPublicAccess });
    data.grantPublicAccess('img/*', 's3:GetObject', 's3:GetObjectVersion');
  },

  s3_cors_versioning_and_ownership(app) {
    const stack = new Stack(app, 'Storage');
    const data = bucket(stack, 'Data', {
      versioned: true,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      cors: [
        {
          id: 'everyone',
          allowedMethods: [s3.HttpMethods.GET, s3.HttpMethods.HEAD],
          allowedOrigins: ['*'],
          allowedHeaders: ['Authorization'],
          exposedHeaders: ['ETag'],
          maxAge: 3000,
        },
      ],
    });
    data.addCorsRule({ allowedMethods: [s3.HttpMethods.POST], allowedOrigins: ['https://app.example.com'] });
    bucket(stack, 'Preferred', { objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED });
    bucket(stack, 'Writer', { objectOwnership: s3.ObjectOwnership.OBJECT_WRITER });
  },

  s3_lifecycle(app) {
    const stack = new Stack(app, 'Storage');
    const data = bucket(stack, 'Data', {
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
        {
          id: 'everything',
          enabled: false,
          expiration: Duration.days(365),
          noncurrentVersionExpiration: Duration.days(30),
          noncurrentVersionsToRetain: 3,
          noncurrentVersionTransitions: [
            {
              storageClass: s3.StorageClass.GLACIER,
              transitionAfter: Duration.days(30),
              noncurrentVersionsToRetain: 2,
            },
          ],
          objectSizeGreaterThan: 500,
          objectSizeLessThan: 10000,
          prefix: 'prefix/',
          tagFilters: { project: 'purlin', stage: 'test' },
          transitions: [
            { storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(30) },
            { storageClass: s3.StorageClass.DEEP_ARCHIVE, transitionAfter: Duration.days(90) },
          ],
        },
      ],
      transitionDefaultMinimumObjectSize: s3.TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS,
    });
    data.addLifecycleRule({ expiredObjectDeleteMarker: true });
    data.addLifecycleRule({ prefix: 'tmp/', expiration: Duration.days(1) });
  },

  s3_lifecycle_on_dates(app) {
    bucket(new Stack(app, 'Storage'), 'Data', {
      lifecycleRules: [
        { prefix: 'old/', expirationDate: new Date('2030-01-01') },
        {
          transitions: [
            { storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionDate: new Date('2029-06-30') },
          ],
        },
      ],
    });
  },

  s3_access_logs_in_another_bucket(app) {
    const stack = new Stack(app, 'Storage');
    const logs = bucket(stack, 'Logs', { objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED });
    bucket(stack, 'Data', {
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: 'data/',
      targetObjectKeyFormat: s3.TargetObjectKeyFormat.partitionedPrefix(s3.PartitionDateSource.EVENT_TIME),
    });
    bucket(stack, 'Other', {
      serverAccessLogsBucket: logs,
      targetObjectKeyFormat: s3.TargetObjectKeyFormat.simplePrefix(),
    });
  },

  s3_access_logs_in_the_same_bucket(app) {
    bucket(new Stack(app, 'Storage'), 'Data', { serverAccessLogsPrefix: 'logs/' });
  },

  s3_access_logs_in_an_encrypted_bucket(app) {
    const stack = new Stack(app, 'Storage');
    const logs = bucket(stack, 'Logs', { encryption: s3.BucketEncryption.KMS });
    bucket(stack, 'Data', { serverAccessLogsBucket: logs });
  },

  s3_access_logs_in_another_stack(app) {
    const logs = bucket(new Stack(app, 'Logs', { env }), 'Logs', { bucketName: 'purlin-logs' });
    bucket(new Stack(app, 'Storage', { env }), 'Data', { serverAccessLogsBucket: logs });
  },

  s3_inventory(app) {
    const stack = new Stack(app, 'Storage');
    const destination = bucket(stack, 'Inventory');
    bucket(stack, 'Data', {
      inventories: [
        {
          frequency: s3.InventoryFrequency.DAILY,
          includeObjectVersions: s3.InventoryObjectVersion.CURRENT,
          destination: { bucket: destination },
        },
        {
          inventoryId: 'everything',
          enabled: false,
          format: s3.InventoryFormat.PARQUET,
          objectsPrefix: 'objects/',
          optionalFields: ['Size', 'StorageClass'],
          destination: { bucket: destination, prefix: 'with-all-versions', bucketOwner: '111111111111' },
        },
      ],
    });
  },

  s3_metrics_tiering_and_acceleration(app) {
    bucket(new Stack(app, 'Storage'), 'Data', {
      metrics: [{ id: 'all' }, { id: 'images', prefix: 'img/', tagFilters: { kind: 'image' } }],
      intelligentTieringConfigurations: [
        {
          name: 'foo',
          prefix: 'folder/name',
          archiveAccessTierTime: Duration.days(90),
          deepArchiveAccessTierTime: Duration.days(180),
          tags: [{ key: 'tagname', value: 'tagvalue' }],
        },
      ],
      transferAcceleration: true,
      abacStatus: true,
    });
  },

  s3_object_lock(app) {
    const stack = new Stack(app, 'Storage');
    bucket(stack, 'Enabled', { objectLockEnabled: true });
    bucket(stack, 'Governance', {
      objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(7 * 365)),
    });
    bucket(stack, 'Compliance', {
      objectLockDefaultRetention: s3.ObjectLockRetention.compliance(Duration.days(365)),
    });
  },

  s3_website(app) {
    const stack = new Stack(app, 'Storage');
    bucket(stack, 'Site', { websiteIndexDocument: 'index.html', websiteErrorDocument: 'error.html' });
    bucket(stack, 'Redirect', {
      websiteRedirect: { hostName: 'www.example.com', protocol: s3.RedirectProtocol.HTTPS },
    });
    bucket(stack, 'Rules', {
      websiteRoutingRules: [
        {
          hostName: 'www.example.com',
          httpRedirectCode: '302',
          protocol: s3.RedirectProtocol.HTTPS,
          replaceKey: s3.ReplaceKey.prefixWith('test/'),
          condition: { httpErrorCodeReturnedEquals: '404', keyPrefixEquals: 'prefix' },
        },
        { replaceKey: s3.ReplaceKey.with('other.html') },
      ],
    });
  },

  s3_event_bridge(app) {
    bucket(new Stack(app, 'Storage'), 'Data', { eventBridgeEnabled: true });
  },

  s3_event_notifications(app) {
    const stack = new Stack(app, 'Storage');
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const topic = new sns.Topic(stack, 'Topic', { masterKey: key });
    const data = bucket(stack, 'Data');
    const destination = new s3n.SnsDestination(topic);
    data.addEventNotification(s3.EventType.OBJECT_REMOVED, destination, { prefix: 'foo/', suffix: '.jpg' });
    data.addEventNotification(s3.EventType.LIFECYCLE_TRANSITION, destination);
  },

  s3_auto_delete_objects(app) {
    bucket(new Stack(app, 'Storage'), 'Data', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  },

  s3_bucket_from_name(app) {
    const stack = new Stack(app, 'Storage');
    const data = s3.Bucket.fromBucketName(stack, 'Imported', 'purlin-data');
    tell(stack, 'Data', data);
    data.grantRead(role(stack));
    data.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [data.arnForObjects('*')],
        principals: [new iam.AccountRootPrincipal()],
      }),
    );
  },

  s3_bucket_from_arn(app) {
    const stack = new Stack(app, 'Storage', { env });
    const data = s3.Bucket.fromBucketArn(stack, 'Imported', 'arn:aws:s3:::purlin-data');
    tell(stack, 'Data', data);
    data.grantReadWrite(role(stack));
  },

  s3_bucket_from_attributes(app) {
    const stack = new Stack(app, 'Storage', { env });
    const data = s3.Bucket.fromBucketAttributes(stack, 'Imported', {
      bucketName: 'purlin-data',
      region: 'us-east-1',
      account: '222222222222',
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:222222222222:key/1234'),
    });
    tell(stack, 'Data', data);
    data.grantRead(role(stack));
  },

  s3_bucket_from_cfn(app) {
    const stack = new Stack(app, 'Storage');
    const data = s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Raw'));
    tell(stack, 'Data', data);
    data.grantRead(role(stack));
    data.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [data.arnForObjects('*')],
        principals: [new iam.AccountRootPrincipal()],
      }),
    );
  },
};
