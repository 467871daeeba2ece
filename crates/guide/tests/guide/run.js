// Runs compiled programs of the guide in one process, each as if it was alone.
// usage: NODE_PATH=<node_modules with aws-cdk-lib> node run.js FOLDER
'use strict';
process.env.CDK_VALIDATION = 'false';
const path = require('path');
const { AssetStaging } = require('aws-cdk-lib');

const folder = path.resolve(process.argv[2]);
for (const [name, directory] of Object.entries(require(path.join(folder, 'programs.json')))) {
  AssetStaging.clearAssetHashCache(); // a program must not know of the one before
  process.env.CDK_OUTDIR = directory; // the app writes there when the process has nothing else to do
  require(path.join(folder, `${name}.js`));
}
