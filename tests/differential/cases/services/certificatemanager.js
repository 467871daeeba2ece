// Certificates, and how their names are proven to be one's own.
'use strict';
const {
  CfnOutput,
  Stack,
  aws_certificatemanager: acm,
  aws_route53: route53,
} = require('aws-cdk-lib');
const { Certificate, CertificateValidation, KeyAlgorithm } = acm;

const zone = (stack, id, zoneName) => new route53.PublicHostedZone(stack, id, { zoneName });

module.exports = {
  certificatemanager_dns(app) {
    const stack = new Stack(app, 'Certificates');
    const certificate = new Certificate(stack, 'Certificate', {
      domainName: 'hello.example.com',
      validation: CertificateValidation.fromDns(zone(stack, 'Zone', 'example.com')),
    });
    new CfnOutput(stack, 'Arn', { value: certificate.certificateArn });
    new Certificate(stack, 'WithoutZone', {
      domainName: 'hello.example.com',
      validation: CertificateValidation.fromDns(),
    });
  },

  certificatemanager_several_names(app) {
    const stack = new Stack(app, 'Certificates');
    new Certificate(stack, 'Certificate', {
      domainName: 'example.com',
      subjectAlternativeNames: ['*.example.com', 'www.example.com', '*.other.example.com'],
      validation: CertificateValidation.fromDns(zone(stack, 'Zone', 'example.com')),
      certificateName: 'mine',
    });
  },

  certificatemanager_several_zones(app) {
    const stack = new Stack(app, 'Certificates');
    const one = zone(stack, 'One', 'example.com');
    const two = zone(stack, 'Two', 'example.net');
    new Certificate(stack, 'Certificate', {
      domainName: 'test.example.com',
      subjectAlternativeNames: ['cool.example.com', 'test.example.net', 'elsewhere.example.org'],
      validation: CertificateValidation.fromDnsMultiZone({
        'test.example.com': one,
        'cool.example.com': one,
        'test.example.net': two,
      }),
    });
  },

  certificatemanager_imported_zone(app) {
    const stack = new Stack(app, 'Certificates');
    const imported = route53.HostedZone.fromHostedZoneId(stack, 'Zone', 'Z1');
    new Certificate(stack, 'Certificate', {
      domainName: 'hello.example.com',
      validation: CertificateValidation.fromDns(imported),
    });
  },

  certificatemanager_email(app) {
    const stack = new Stack(app, 'Certificates');
    new Certificate(stack, 'Certificate', {
      domainName: 'hello.example.com',
      subjectAlternativeNames: ['example.net', '*.shop.example.com'],
      validation: CertificateValidation.fromEmail({
        'hello.example.com': 'example.com',
        '*.shop.example.com': 'shop.example.com',
      }),
    });
  },

  certificatemanager_email_of_subdomain(app) {
    const stack = new Stack(app, 'Certificates');
    new Certificate(stack, 'Certificate', {
      domainName: 'hello.example.com',
      validation: CertificateValidation.fromEmail(),
    });
  },

  certificatemanager_options(app) {
    const stack = new Stack(app, 'Certificates');
    new Certificate(stack, 'Unlogged', {
      domainName: 'one.example.com',
      transparencyLoggingEnabled: false,
      keyAlgorithm: KeyAlgorithm.EC_PRIME256V1,
      validation: CertificateValidation.fromDns(),
    });
    new Certificate(stack, 'Logged', {
      domainName: 'two.example.com',
      transparencyLoggingEnabled: true,
      allowExport: true,
      keyAlgorithm: KeyAlgorithm.RSA_2048,
      validation: CertificateValidation.fromDns(),
    });
  },

  certificatemanager_from_arn(app) {
    const stack = new Stack(app, 'Certificates');
    const arn = 'arn:aws:acm:eu-west-1:111111111111:certificate/1';
    const certificate = Certificate.fromCertificateArn(stack, 'Certificate', arn);
    new CfnOutput(stack, 'Arn', { value: certificate.certificateArn });
  },

  certificatemanager_days_to_expiry(app) {
    const stack = new Stack(app, 'Certificates');
    const certificate = new Certificate(stack, 'Certificate', {
      domainName: 'hello.example.com',
      validation: CertificateValidation.fromDns(),
    });
    certificate.metricDaysToExpiry().createAlarm(stack, 'Alarm', { evaluationPeriods: 1, threshold: 45 });
  },
};
