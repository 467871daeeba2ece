// Custom resources.
'use strict';
const { CfnOutput, CustomResource, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');

const serviceToken = 'arn:aws:lambda:eu-west-1:111122223333:function:things';

module.exports = {
  cloudformation_custom_resources(app) {
    const stack = new Stack(app, 'Main');
    new CustomResource(stack, 'Plain', { serviceToken });
    const properties = { Name: 'one', Count: 3, Listed: ['a', 'b'], Nested: { Deep: true } };
    const thing = new CustomResource(stack, 'Thing', {
      serviceToken,
      resourceType: 'Custom::Thing',
      properties,
      serviceTimeout: Duration.minutes(2),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnOutput(stack, 'Id', { value: thing.ref });
    new CfnOutput(stack, 'Size', { value: thing.getAttString('Size') });
  },
};
