// Application load balancers.
'use strict';
const {
  Annotations,
  CfnOutput,
  Duration,
  SecretValue,
  Stack,
  Tags,
  aws_certificatemanager: acm,
  aws_ec2: ec2,
  aws_elasticloadbalancingv2: elbv2,
  aws_elasticloadbalancingv2_targets: targets,
  aws_route53: route53,
  aws_route53_targets: aliases,
  aws_s3: s3,
} = require('aws-cdk-lib');

const certificate = (name) => `arn:aws:acm:eu-west-1:123456789012:certificate/${name}`;

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

const balancer = (stack, props) =>
  new elbv2.ApplicationLoadBalancer(stack, 'LB', { vpc: network(stack), internetFacing: true, ...props });

/** A load balancer with a listener on port 80 that answers by itself. */
const listening = (stack) =>
  balancer(stack).addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });

const targetGroup = (stack, id, vpc, props) =>
  new elbv2.ApplicationTargetGroup(stack, id, { vpc, port: 8080, targetType: elbv2.TargetType.INSTANCE, ...props });

const logsBucket = (stack) => new s3.Bucket(stack, 'Logs', { enforceSSL: true });

module.exports = {
  elbv2_internet_facing(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack);
    lb.addListener('Listener', { port: 80, open: true }).addTargets('ApplicationFleet', {
      port: 8080,
      targets: [new elbv2.InstanceTarget('i-0123456789abcdef0')],
    });
  },

  elbv2_internal(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = new elbv2.ApplicationLoadBalancer(stack, 'LB', { vpc: network(stack) });
    lb.addListener('Listener', { port: 80, open: false, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
  },

  elbv2_internal_listener_default(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = new elbv2.ApplicationLoadBalancer(stack, 'LB', { vpc: network(stack) });
    lb.addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
  },

  elbv2_in_a_new_network(app) {
    const stack = new Stack(app, 'Balanced');
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false });
    const lb = new elbv2.ApplicationLoadBalancer(stack, 'LB', { vpc, internetFacing: true });
    lb.addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
    new CfnOutput(stack, 'Dns', { value: lb.loadBalancerDnsName });
  },

  elbv2_subnets_and_name(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = new elbv2.ApplicationLoadBalancer(stack, 'LB', {
      vpc: network(stack),
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      loadBalancerName: 'front-door',
      deletionProtection: true,
    });
    Tags.of(lb).add('team', 'front');
  },

  elbv2_security_groups(app) {
    const stack = new Stack(app, 'Balanced');
    const vpc = network(stack);
    const first = new ec2.SecurityGroup(stack, 'SecurityGroup1', { vpc });
    const second = new ec2.SecurityGroup(stack, 'SecurityGroup2', { vpc });
    const lb = new elbv2.ApplicationLoadBalancer(stack, 'LB', { vpc, internetFacing: true, securityGroup: first });
    lb.addSecurityGroup(second);
    const listener = lb.addListener('Listener', {
      port: 8080,
      open: false,
      defaultAction: elbv2.ListenerAction.fixedResponse(200),
    });
    listener.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/8'), 'From the office');
  },

  elbv2_attributes(app) {
    const stack = new Stack(app, 'Balanced');
    balancer(stack, {
      http2Enabled: false,
      idleTimeout: Duration.seconds(1000),
      dropInvalidHeaderFields: true,
      desyncMitigationMode: elbv2.DesyncMitigationMode.DEFENSIVE,
      ipAddressType: elbv2.IpAddressType.IPV4,
      clientKeepAlive: Duration.seconds(500),
      crossZoneEnabled: true,
      preserveHostHeader: true,
      xAmznTlsVersionAndCipherSuiteHeaders: true,
      preserveXffClientPort: true,
      xffHeaderProcessingMode: elbv2.XffHeaderProcessingMode.APPEND,
      wafFailOpen: true,
      minimumCapacityUnit: 100,
    });
  },

  elbv2_set_and_remove_attributes(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack, { idleTimeout: Duration.minutes(2), http2Enabled: true });
    lb.setAttribute('routing.http.desync_mitigation_mode', 'strictest');
    lb.removeAttribute('idle_timeout.timeout_seconds');
  },

  elbv2_dual_stack(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack, { ipAddressType: elbv2.IpAddressType.DUAL_STACK, denyAllIgwTraffic: false });
    lb.addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
  },

  elbv2_dual_stack_without_public_ipv4(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack, { ipAddressType: elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4 });
    lb.addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
  },

  elbv2_access_logs(app) {
    const stack = new Stack(app, 'Balanced', { env: { region: 'eu-west-1' } });
    balancer(stack).logAccessLogs(logsBucket(stack));
  },

  elbv2_access_logs_with_prefix(app) {
    const stack = new Stack(app, 'Balanced', { env: { region: 'us-east-1', account: '123456789012' } });
    balancer(stack).logAccessLogs(logsBucket(stack), 'front');
  },

  elbv2_access_logs_in_a_newer_region(app) {
    const stack = new Stack(app, 'Balanced', { env: { region: 'il-central-1' } });
    balancer(stack).logAccessLogs(logsBucket(stack));
  },

  elbv2_access_logs_in_another_partition(app) {
    const stack = new Stack(app, 'Balanced', { env: { region: 'cn-north-1' } });
    balancer(stack).logAccessLogs(logsBucket(stack));
  },

  elbv2_connection_logs(app) {
    const stack = new Stack(app, 'Balanced', { env: { region: 'eu-west-1' } });
    balancer(stack).logConnectionLogs(logsBucket(stack), 'connections');
  },

  elbv2_redirect(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack);
    lb.addRedirect();
    lb.addRedirect({
      sourceProtocol: elbv2.ApplicationProtocol.HTTP,
      sourcePort: 8080,
      targetProtocol: elbv2.ApplicationProtocol.HTTPS,
      targetPort: 8443,
      open: false,
    });
  },

  elbv2_https(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack);
    lb.addListener('Https', {
      protocol: elbv2.ApplicationProtocol.HTTPS,
      certificates: [elbv2.ListenerCertificate.fromArn(certificate('one'))],
      defaultAction: elbv2.ListenerAction.fixedResponse(200),
    });
    lb.addListener('Other', {
      port: 8443,
      sslPolicy: elbv2.SslPolicy.TLS13_13,
      certificates: [elbv2.ListenerCertificate.fromArn(certificate('one'))],
      defaultAction: elbv2.ListenerAction.fixedResponse(200),
    });
  },

  elbv2_several_certificates(app) {
    const stack = new Stack(app, 'Balanced');
    const listener = balancer(stack).addListener('Listener', {
      port: 443,
      certificates: [
        acm.Certificate.fromCertificateArn(stack, 'One', certificate('one')),
        elbv2.ListenerCertificate.fromArn(certificate('two')),
        elbv2.ListenerCertificate.fromArn(certificate('three')),
      ],
      defaultAction: elbv2.ListenerAction.fixedResponse(200),
    });
    listener.addCertificates('More', [
      elbv2.ListenerCertificate.fromArn(certificate('four')),
      elbv2.ListenerCertificate.fromArn(certificate('five')),
    ]);
  },

  elbv2_certificates_added_later(app) {
    const stack = new Stack(app, 'Balanced');
    const listener = balancer(stack).addListener('Listener', {
      port: 443,
      defaultAction: elbv2.ListenerAction.fixedResponse(200),
    });
    listener.addCertificates('Later', [
      elbv2.ListenerCertificate.fromArn(certificate('one')),
      elbv2.ListenerCertificate.fromArn(certificate('two')),
    ]);
  },

  elbv2_conditions(app) {
    const stack = new Stack(app, 'Balanced');
    const listener = listening(stack);
    listener.addAction('Host', {
      priority: 10,
      conditions: [
        elbv2.ListenerCondition.hostHeaders(['example.com']),
        elbv2.ListenerCondition.pathPatterns(['/ok', '/path']),
      ],
      action: elbv2.ListenerAction.fixedResponse(200, { contentType: 'text/plain', messageBody: 'OK' }),
    });
    listener.addAction('Rest', {
      priority: 20,
      conditions: [
        elbv2.ListenerCondition.httpHeader('X-Version', ['1', '2']),
        elbv2.ListenerCondition.httpRequestMethods(['GET', 'HEAD']),
      ],
      action: elbv2.ListenerAction.redirect({ host: 'www.example.com', path: '/new', query: 'x=y' }),
    });
    listener.addAction('More', {
      priority: 30,
      conditions: [
        elbv2.ListenerCondition.queryStrings([{ key: 'a', value: 'b' }, { value: 'c' }]),
        elbv2.ListenerCondition.sourceIps(['10.0.0.0/8']),
      ],
      action: elbv2.ListenerAction.fixedResponse(503),
    });
  },

  elbv2_rule_on_its_own(app) {
    const stack = new Stack(app, 'Balanced');
    const listener = listening(stack);
    const group = targetGroup(stack, 'Group', listener.loadBalancer.vpc);
    const rule = new elbv2.ApplicationListenerRule(stack, 'Rule', {
      listener,
      priority: 5,
      conditions: [elbv2.ListenerCondition.pathPatterns(['/api/*'])],
      targetGroups: [group],
    });
    rule.addCondition(elbv2.ListenerCondition.hostHeaders(['api.example.com']));
    new CfnOutput(stack, 'RuleArn', { value: rule.listenerRuleArn });
  },

  elbv2_targets_with_conditions(app) {
    const stack = new Stack(app, 'Balanced');
    const listener = balancer(stack).addListener('Listener', { port: 80 });
    listener.addTargets('Default', { port: 8080, targets: [new elbv2.InstanceTarget('i-1')] });
    listener.addTargets('Api', {
      priority: 10,
      conditions: [elbv2.ListenerCondition.pathPatterns(['/api/*'])],
      port: 8008,
      targets: [new elbv2.IpTarget('10.0.1.1'), new elbv2.IpTarget('192.168.1.1', 9000, 'all')],
    });
  },

  elbv2_weighted_forward(app) {
    const stack = new Stack(app, 'Balanced');
    const listener = balancer(stack).addListener('Listener', { port: 80 });
    const blue = targetGroup(stack, 'Blue', listener.loadBalancer.vpc);
    const green = targetGroup(stack, 'Green', listener.loadBalancer.vpc);
    listener.addAction('Weighted', {
      action: elbv2.ListenerAction.weightedForward(
        [
          { targetGroup: blue, weight: 90 },
          { targetGroup: green, weight: 10 },
        ],
        { stickinessDuration: Duration.hours(1) },
      ),
    });
    listener.addTargetGroups('Both', {
      priority: 1,
      conditions: [elbv2.ListenerCondition.pathPatterns(['/both'])],
      targetGroups: [blue, green],
    });
    listener.addAction('Sticky', {
      priority: 2,
      conditions: [elbv2.ListenerCondition.pathPatterns(['/sticky'])],
      action: elbv2.ListenerAction.forward([blue], { stickinessDuration: Duration.minutes(5) }),
    });
  },

  elbv2_redirect_action(app) {
    const stack = new Stack(app, 'Balanced');
    balancer(stack).addListener('Listener', {
      port: 80,
      defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
  },

  elbv2_authenticate_oidc(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack);
    const group = targetGroup(stack, 'Group', lb.vpc);
    const action = (next) =>
      elbv2.ListenerAction.authenticateOidc({
        authorizationEndpoint: 'https://example.com/authorize',
        clientId: 'client',
        clientSecret: SecretValue.secretsManager('oidc'),
        issuer: 'https://example.com',
        tokenEndpoint: 'https://example.com/token',
        userInfoEndpoint: 'https://example.com/userinfo',
        onUnauthenticatedRequest: elbv2.UnauthenticatedAction.AUTHENTICATE,
        scope: 'openid email',
        sessionCookieName: 'session',
        sessionTimeout: Duration.hours(8),
        next,
      });
    const listener = lb.addListener('Listener', {
      port: 443,
      certificates: [elbv2.ListenerCertificate.fromArn(certificate('one'))],
      defaultAction: action(elbv2.ListenerAction.forward([group])),
    });
    listener.addAction('Admin', {
      priority: 1,
      conditions: [elbv2.ListenerCondition.pathPatterns(['/admin'])],
      action: action(elbv2.ListenerAction.fixedResponse(403)),
    });
  },

  elbv2_authenticate_jwt(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack);
    lb.addListener('Listener', {
      port: 443,
      certificates: [elbv2.ListenerCertificate.fromArn(certificate('one'))],
      defaultAction: elbv2.ListenerAction.authenticateJwt({
        issuer: 'https://issuer.example.com',
        jwksEndpoint: 'https://issuer.example.com/.well-known/jwks.json',
        next: elbv2.ListenerAction.forward([targetGroup(stack, 'Group', lb.vpc)]),
      }),
    });
  },

  elbv2_mutual_tls(app) {
    const stack = new Stack(app, 'Balanced');
    balancer(stack).addListener('Listener', {
      port: 443,
      certificates: [elbv2.ListenerCertificate.fromArn(certificate('one'))],
      mutualAuthentication: { mutualAuthenticationMode: elbv2.MutualAuthenticationMode.PASS_THROUGH },
      defaultAction: elbv2.ListenerAction.fixedResponse(200),
    });
  },

  elbv2_target_group_defaults(app) {
    const stack = new Stack(app, 'Balanced');
    const vpc = network(stack);
    new elbv2.ApplicationTargetGroup(stack, 'Http', { vpc, port: 80, targetType: elbv2.TargetType.INSTANCE });
    new elbv2.ApplicationTargetGroup(stack, 'Https', {
      vpc,
      protocol: elbv2.ApplicationProtocol.HTTPS,
      targetType: elbv2.TargetType.IP,
    });
    new elbv2.ApplicationTargetGroup(stack, 'Both', {
      vpc,
      protocol: elbv2.ApplicationProtocol.HTTP,
      port: 5000,
      targetType: elbv2.TargetType.IP,
      targetGroupName: 'both',
    });
  },

  elbv2_target_group_health_check(app) {
    const stack = new Stack(app, 'Balanced');
    const group = targetGroup(stack, 'Group', network(stack), {
      healthCheck: {
        enabled: true,
        path: '/health',
        port: '8081',
        protocol: elbv2.Protocol.HTTP,
        interval: Duration.minutes(1),
        timeout: Duration.seconds(10),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 4,
        healthyHttpCodes: '200-299,301',
      },
    });
    const other = targetGroup(stack, 'Other', group.vpc);
    other.configureHealthCheck({ path: '/ping', interval: Duration.seconds(20) });
  },

  elbv2_target_group_stickiness(app) {
    const stack = new Stack(app, 'Balanced');
    const vpc = network(stack);
    targetGroup(stack, 'Balancer', vpc, { stickinessCookieDuration: Duration.minutes(5) });
    targetGroup(stack, 'Application', vpc, {
      stickinessCookieDuration: Duration.minutes(5),
      stickinessCookieName: 'MyDeliciousCookie',
    });
    targetGroup(stack, 'Later', vpc).enableCookieStickiness(Duration.hours(1));
  },

  elbv2_target_group_attributes(app) {
    const stack = new Stack(app, 'Balanced');
    const vpc = network(stack);
    targetGroup(stack, 'Slow', vpc, {
      slowStart: Duration.seconds(60),
      deregistrationDelay: Duration.seconds(30),
      loadBalancingAlgorithmType: elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      crossZoneEnabled: true,
      ipAddressType: elbv2.TargetGroupIpAddressType.IPV4,
    });
    targetGroup(stack, 'Random', vpc, {
      loadBalancingAlgorithmType: elbv2.TargetGroupLoadBalancingAlgorithmType.WEIGHTED_RANDOM,
      enableAnomalyMitigation: true,
    });
    targetGroup(stack, 'Health', vpc, {
      targetGroupHealth: {
        dnsMinimumHealthyTargetCount: 3,
        dnsMinimumHealthyTargetPercentage: 70,
        routingMinimumHealthyTargetCount: 2,
        routingMinimumHealthyTargetPercentage: 50,
      },
    }).setAttribute('deregistration_delay.timeout_seconds', '15');
    targetGroup(stack, 'Grpc', vpc, {
      targetType: elbv2.TargetType.IP,
      protocol: elbv2.ApplicationProtocol.HTTP,
      protocolVersion: elbv2.ApplicationProtocolVersion.GRPC,
      healthCheck: { enabled: true, healthyGrpcCodes: '0-99' },
    });
  },

  elbv2_target_connections(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack);
    const instance = new ec2.Instance(stack, 'Instance', {
      vpc: lb.vpc,
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-0123456789abcdef0' }),
      securityGroup: new ec2.SecurityGroup(stack, 'InstanceGroup', { vpc: lb.vpc }),
      httpTokens: ec2.HttpTokens.REQUIRED,
    });
    const group = targetGroup(stack, 'Group', lb.vpc, { targets: [new targets.InstanceTarget(instance)] });
    // Purlin does this when it is given an instance, and not just its id.
    group.registerConnectable(instance);
    lb.addListener('Listener', { port: 80, defaultTargetGroups: [group] });
    lb.addListener('Second', { port: 8080, open: false, defaultTargetGroups: [group] });
  },

  elbv2_target_connections_by_hand(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack);
    const workers = new ec2.SecurityGroup(stack, 'Workers', { vpc: lb.vpc });
    const group = targetGroup(stack, 'Group', lb.vpc);
    const listener = lb.addListener('Listener', { port: 80, defaultTargetGroups: [group] });
    group.registerConnectable(workers);
    group.registerConnectable(workers, ec2.Port.tcpRange(8000, 8100));
    listener.connections.allowDefaultPortFrom(workers, 'Workers to themselves');
  },

  elbv2_target_dependency(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack);
    const group = targetGroup(stack, 'Group', lb.vpc);
    lb.addListener('Listener', { port: 80, defaultTargetGroups: [group] });
    const output = new s3.CfnBucket(stack, 'Bucket');
    output.node.addDependency(group.loadBalancerAttached);
  },

  elbv2_imported_balancer(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LB', {
      loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/front/50dc6c495c0c9188',
      securityGroupId: 'sg-0123456789abcdef0',
      loadBalancerDnsName: 'front.eu-west-1.elb.amazonaws.com',
      loadBalancerCanonicalHostedZoneId: 'Z32O12XQLNTSW2',
    });
    lb.addListener('Listener', { port: 80, open: true, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
    new CfnOutput(stack, 'Dns', { value: lb.loadBalancerDnsName });
    new CfnOutput(stack, 'Zone', { value: lb.loadBalancerCanonicalHostedZoneId });
  },

  elbv2_imported_listener(app) {
    const stack = new Stack(app, 'Balanced');
    const listener = elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
      listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/front/50dc6c495c0c9188/f2f7dc8efc522ab2',
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0'),
      defaultPort: 443,
    });
    listener.addAction('Action', {
      priority: 10,
      conditions: [elbv2.ListenerCondition.pathPatterns(['/ok'])],
      action: elbv2.ListenerAction.fixedResponse(200),
    });
    listener.addTargetGroups('Groups', {
      priority: 20,
      conditions: [elbv2.ListenerCondition.pathPatterns(['/api'])],
      targetGroups: [targetGroup(stack, 'Fleet', network(stack))],
    });
    listener.addCertificates('More', [elbv2.ListenerCertificate.fromArn(certificate('one'))]);
    listener.connections.allowDefaultPortFromAnyIpv4();
  },

  elbv2_imported_target_group(app) {
    const stack = new Stack(app, 'Balanced');
    const group = elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Group', {
      targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/fleet/943f017f100becff',
      loadBalancerArns: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/front/50dc6c495c0c9188',
    });
    // Purlin tells of it in words of its own.
    Annotations.of(group).acknowledgeWarning('@aws-cdk/aws-elbv2:albTargetGroupCannotRegisterListener');
    balancer(stack).addListener('Listener', {
      port: 80,
      defaultAction: elbv2.ListenerAction.weightedForward([{ targetGroup: group }]),
    });
    new CfnOutput(stack, 'Name', { value: group.targetGroupName });
  },

  elbv2_lookup: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Balanced', { env: { account: '123456789012', region: 'eu-west-1' } });
      const lb = elbv2.ApplicationLoadBalancer.fromLookup(stack, 'LB', { loadBalancerTags: { team: 'front' } });
      lb.addListener('Listener', { port: 80, open: true, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
      new CfnOutput(stack, 'Dns', { value: lb.loadBalancerDnsName });
    },
    {
      context: {
        'load-balancer:account=123456789012:loadBalancerTags.0.key=team:loadBalancerTags.0.value=front:loadBalancerType=application:region=eu-west-1':
          {
            loadBalancerArn:
              'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/front/50dc6c495c0c9188',
            loadBalancerCanonicalHostedZoneId: 'Z32O12XQLNTSW2',
            loadBalancerDnsName: 'front.eu-west-1.elb.amazonaws.com',
            ipAddressType: 'ipv4',
            vpcId: 'vpc-0123456789abcdef0',
            securityGroupIds: ['sg-0123456789abcdef0'],
          },
        'security-group:account=123456789012:region=eu-west-1:securityGroupId=sg-0123456789abcdef0': {
          securityGroupId: 'sg-0123456789abcdef0',
          allowAllOutbound: false,
        },
        'vpc-provider:account=123456789012:filter.vpc-id=vpc-0123456789abcdef0:region=eu-west-1:returnAsymmetricSubnets=true':
          {
            vpcId: 'vpc-0123456789abcdef0',
            vpcCidrBlock: '10.0.0.0/16',
            ownerAccountId: '123456789012',
            availabilityZones: [],
            subnetGroups: [],
          },
      },
    },
  ),

  elbv2_alias_record(app) {
    const stack = new Stack(app, 'Balanced');
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: 'Z1PA6795UKMFR9',
      zoneName: 'example.com',
    });
    const target = route53.RecordTarget.fromAlias(new aliases.LoadBalancerTarget(balancer(stack)));
    new route53.ARecord(stack, 'Record', { zone, recordName: 'www', target });
  },

  elbv2_metrics(app) {
    const stack = new Stack(app, 'Balanced');
    const lb = balancer(stack);
    const group = targetGroup(stack, 'Group', lb.vpc);
    lb.addListener('Listener', { port: 80, defaultTargetGroups: [group] });
    const alarm = (id, metric) => metric.createAlarm(stack, id, { threshold: 10, evaluationPeriods: 3 });
    alarm('Requests', lb.metrics.requestCount());
    alarm('Errors', lb.metrics.httpCodeElb(elbv2.HttpCodeElb.ELB_5XX_COUNT));
    alarm('Slow', lb.metrics.targetResponseTime());
    alarm('Capacity', lb.metrics.consumedLCUs());
    alarm('Custom', lb.metrics.custom('PeakLCUs', { statistic: 'Maximum' }));
    alarm('Unhealthy', group.metrics.unhealthyHostCount({ statistic: 'Maximum' }));
    alarm('PerTarget', group.metrics.requestCountPerTarget());
    alarm('TargetErrors', group.metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT));
  },
};
