// Synthesises every case with aws-cdk-lib: OUTDIR/<case>/ becomes its cloud assembly.
// usage: NODE_PATH=<node_modules with aws-cdk-lib> node run.js OUTDIR
// PURLIN_CASES holds the beginnings of names of cases, separated by commas, to run only those.
'use strict';
process.env.CDK_VALIDATION = 'false';
for (const name of ['CDK_CONTEXT_JSON', 'CDK_OUTDIR', 'CDK_DEFAULT_ACCOUNT', 'CDK_DEFAULT_REGION'])
  delete process.env[name];

const fs = require('fs');
const path = require('path');
const { App, AssetStaging } = require('aws-cdk-lib');
const recommended = require('aws-cdk-lib/recommended-feature-flags.json');
const cases = require('./cases');

const [outdir] = process.argv.slice(2);
const prefixes = process.env.PURLIN_CASES?.split(',') ?? [''];
process.chdir(__dirname); // where assets/ is

let failed = 0;
for (const [name, build] of Object.entries(cases)) {
  if (!prefixes.some((prefix) => name.startsWith(prefix))) continue;
  const directory = path.resolve(outdir, name);
  fs.rmSync(directory, { recursive: true, force: true });
  // A case's own `context` goes over the recommended flags; `undefined` unsets one.
  const context = { ...recommended, ...build.context };
  for (const key of Object.keys(context)) if (context[key] === undefined) delete context[key];
  AssetStaging.clearAssetHashCache(); // a case must not know of the one before
  const app = new App({ outdir: directory, analyticsReporting: false, context, ...build.app });
  try {
    build(app);
    app.synth();
  } catch (error) {
    failed += 1;
    console.error(`case ${name}: ${error.message}`);
  }
}
process.exitCode = failed ? 1 : 0;
