// Assets: files, directories and container images. All paths are relative to tests/differential.
'use strict';
const {
  AssetHashType,
  CfnOutput,
  CfnResource,
  FileAssetPackaging,
  IgnoreMode,
  NestedStack,
  Stack,
  Stage,
  SymlinkFollowMode,
  aws_ecr_assets: ecrAssets,
  aws_s3_assets: s3Assets,
} = require('aws-cdk-lib');

const IRELAND = { account: '111111111111', region: 'eu-west-1' };

const image = (stack, id, props) => {
  const made = new ecrAssets.DockerImageAsset(stack, id, { directory: 'assets/image', ...props });
  new CfnOutput(stack, `${id}Uri`, { value: made.imageUri });
};

const asset = (stack, id, props) => {
  const made = new s3Assets.Asset(stack, id, props);
  new CfnOutput(stack, `${id}Url`, { value: made.s3ObjectUrl });
  return made;
};

module.exports = {
  asset_file(app) {
    const made = asset(new Stack(app, 'Assets'), 'Script', { path: 'assets/script.sh' });
    const stack = Stack.of(made);
    const told = { Bucket: made.s3BucketName, Key: made.s3ObjectKey, Http: made.httpUrl, Hash: made.assetHash };
    for (const [id, value] of Object.entries(told)) new CfnOutput(stack, id, { value });
  },

  asset_file_in_an_environment(app) {
    const stack = new Stack(app, 'Assets', { env: IRELAND });
    new CfnOutput(stack, 'Http', { value: asset(stack, 'Script', { path: 'assets/script.sh' }).httpUrl });
  },

  asset_file_extensions(app) {
    const stack = new Stack(app, 'Assets');
    asset(stack, 'Archive', { path: 'assets/archive.tar.gz' });
    asset(stack, 'NoExtension', { path: 'assets/no-extension' });
    asset(stack, 'Zip', { path: 'assets/bundle.zip' });
    asset(stack, 'WindowsLines', { path: 'assets/windows-lines.txt' });
  },

  asset_directory(app) {
    asset(new Stack(app, 'Assets'), 'Directory', { path: 'assets/directory' });
  },

  asset_twice_the_same(app) {
    const stack = new Stack(app, 'Assets');
    asset(stack, 'One', { path: 'assets/script.sh' });
    asset(stack, 'Two', { path: 'assets/script.sh' });
    asset(new Stack(app, 'Other'), 'Three', { path: 'assets/script.sh' });
  },

  asset_with_exclude_patterns(app) {
    const stack = new Stack(app, 'Assets');
    const excluding = (id, exclude, ignoreMode) => asset(stack, id, { path: 'assets/directory', exclude, ignoreMode });
    excluding('Glob', ['*.txt']);
    excluding('GlobDeep', ['**/*.txt', '!**/kept.txt'], IgnoreMode.GLOB);
    excluding('Git', ['*.txt', '!kept.txt', 'sub/'], IgnoreMode.GIT);
    excluding('Docker', ['**/*.txt', '!sub/kept.txt'], IgnoreMode.DOCKER);
  },

  asset_with_own_hash(app) {
    const stack = new Stack(app, 'Assets');
    asset(stack, 'Custom', { path: 'assets/script.sh', assetHash: 'my-own-hash' });
    asset(stack, 'CustomType', {
      path: 'assets/directory',
      assetHash: 'other-hash',
      assetHashType: AssetHashType.CUSTOM,
    });
    asset(stack, 'Source', { path: 'assets/directory', assetHashType: AssetHashType.SOURCE });
  },

  // One mode a case: aws-cdk-lib keeps the hash of a directory without regard to the mode.
  asset_with_symbolic_links(app) {
    asset(new Stack(app, 'Assets'), 'Links', { path: 'assets/links' });
  },

  asset_with_symbolic_links_always_followed(app) {
    asset(new Stack(app, 'Assets'), 'Links', { path: 'assets/links', followSymlinks: SymlinkFollowMode.ALWAYS });
  },

  asset_with_symbolic_links_never_followed(app) {
    asset(new Stack(app, 'Assets'), 'Links', { path: 'assets/links', followSymlinks: SymlinkFollowMode.NEVER });
  },

  asset_with_symbolic_links_within(app) {
    asset(new Stack(app, 'Assets'), 'Links', {
      path: 'assets/links-within',
      followSymlinks: SymlinkFollowMode.BLOCK_EXTERNAL,
    });
  },

  asset_options(app) {
    const stack = new Stack(app, 'Assets');
    asset(stack, 'Named', { path: 'assets/script.sh', displayName: 'a friendly name', deployTime: true });
  },

  asset_metadata: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Assets');
      const made = asset(stack, 'Directory', { path: 'assets/directory' });
      made.addResourceMetadata(new CfnResource(stack, 'Thing', { type: 'Test::Thing' }), 'Code');
      new CfnResource(new NestedStack(stack, 'Nested'), 'Thing', { type: 'Test::Thing' });
    },
    { context: { 'aws:cdk:enable-asset-metadata': true } },
  ),

  asset_in_a_stage(app) {
    asset(new Stack(new Stage(app, 'Stage', { env: IRELAND }), 'Assets'), 'Directory', { path: 'assets/directory' });
    asset(new Stack(new Stage(new Stage(app, 'Outer'), 'Inner'), 'Assets'), 'Directory', { path: 'assets/directory' });
    asset(new Stack(app, 'Outside'), 'Directory', { path: 'assets/directory' });
  },

  asset_in_a_nested_stack(app) {
    asset(new NestedStack(new Stack(app, 'Assets'), 'Nested'), 'Script', { path: 'assets/script.sh' });
  },

  asset_without_staging: Object.assign(
    (app) => {
      asset(new Stack(app, 'Assets'), 'Script', { path: 'assets/script.sh' });
    },
    { context: { 'aws:cdk:disable-asset-staging': true } },
  ),

  asset_by_synthesizer(app) {
    const stack = new Stack(app, 'Assets');
    const told = (id, location) => new CfnOutput(stack, id, { value: location.s3ObjectUrl ?? location.imageUri });
    told(
      'File',
      stack.synthesizer.addFileAsset({
        sourceHash: 'abc',
        fileName: 'some/file.txt',
        packaging: FileAssetPackaging.FILE,
      }),
    );
    told(
      'Zip',
      stack.synthesizer.addFileAsset({
        sourceHash: 'def',
        fileName: 'some/directory',
        packaging: FileAssetPackaging.ZIP_DIRECTORY,
      }),
    );
    told(
      'Late',
      stack.synthesizer.addFileAsset({
        sourceHash: 'ghi',
        fileName: 'late.json',
        packaging: FileAssetPackaging.FILE,
        deployTime: true,
        displayName: 'late',
      }),
    );
    told('Executable', stack.synthesizer.addFileAsset({ sourceHash: 'jkl', executable: ['make', 'it'] }));
    told('Image', stack.synthesizer.addDockerImageAsset({ sourceHash: 'mno', directoryName: 'some/image' }));
    told(
      'ImageExecutable',
      stack.synthesizer.addDockerImageAsset({ sourceHash: 'pqr', executable: ['build', 'image'] }),
    );
    told(
      'ImageOptions',
      stack.synthesizer.addDockerImageAsset({
        sourceHash: 'stu',
        directoryName: 'some/image',
        assetName: 'my-image',
        dockerBuildArgs: { A: '1' },
        dockerBuildTarget: 'final',
        dockerFile: 'Other',
        networkMode: 'host',
        platform: 'linux/arm64',
        dockerOutputs: ['type=local,dest=out'],
        dockerCacheFrom: [{ type: 'registry', params: { ref: 'x' } }],
        dockerCacheTo: { type: 'inline' },
        dockerCacheDisabled: true,
        dockerBuildSecrets: { s: 'src=file' },
        dockerBuildSsh: 'default',
        displayName: 'image',
      }),
    );
  },

  image(app) {
    image(new Stack(app, 'Images'), 'Image');
  },

  image_in_an_environment(app) {
    image(new Stack(app, 'Images', { env: IRELAND }), 'Image');
  },

  image_options(app) {
    const stack = new Stack(app, 'Images');
    image(stack, 'BuildArguments', { buildArgs: { B: '2', A: '1' } });
    image(stack, 'Target', { target: 'final', file: 'Other.Dockerfile' });
    image(stack, 'Platform', { platform: ecrAssets.Platform.LINUX_ARM64, networkMode: ecrAssets.NetworkMode.HOST });
    image(stack, 'Named', { assetName: 'my-image', displayName: 'a friendly name' });
    image(stack, 'Excluding', { exclude: ['*.txt'] });
    image(stack, 'ExtraHash', { extraHash: 'salt' });
    image(stack, 'NotAllInHash', { buildArgs: { A: '1' }, invalidation: { buildArgs: false } });
    image(stack, 'Secrets', {
      buildSecrets: { token: 'src=token.txt' },
      buildSsh: 'default',
      outputs: ['type=local,dest=out'],
    });
    image(stack, 'Cache', {
      cacheFrom: [{ type: 'registry', params: { ref: 'x' } }],
      cacheTo: { type: 'inline' },
      cacheDisabled: true,
    });
  },

  image_in_a_stage_and_a_nested_stack(app) {
    image(new Stack(new Stage(app, 'Stage'), 'Images'), 'Image');
    image(new NestedStack(new Stack(app, 'Parent'), 'Nested'), 'Image');
  },

  image_from_a_tarball(app) {
    const stack = new Stack(app, 'Images');
    const made = new ecrAssets.TarballImageAsset(stack, 'Tarball', { tarballFile: 'assets/archive.tar.gz' });
    new CfnOutput(stack, 'Uri', { value: made.imageUri });
  },
};
