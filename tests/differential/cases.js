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
];

for (const subject of subjects) {
  for (const [name, build] of Object.entries(require(`./cases/${subject}`))) {
    if (module.exports[name]) throw new Error(`two cases are named ${name}`);
    module.exports[name] = build;
  }
}
