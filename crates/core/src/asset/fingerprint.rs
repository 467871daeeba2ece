//! The hash of an asset's content, the same that aws-cdk-lib computes: it names the asset in a bucket or a repository,
//! so that an app that moves from one to the other uploads nothing again.
//!
//! | asset                             | id                                             |
//! |-----------------------------------|------------------------------------------------|
//! | a file or a directory             | [`fingerprint`]                                |
//! | the same with an extra hash       | [`fingerprint`] with `extra_hash`              |
//! | one with a hash of the user's own | [`custom_hash`] of that                        |
//! | an image of a directory           | [`fingerprint`] with [`docker_asset_options`]  |
//!
//! [`docker_asset_options`]: super::docker::docker_asset_options

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::error::{AssetError, Problem};
use super::ignore::{Ignore, IgnoreMode};
use super::walk::{Entry, FollowMode, LinkTarget, canonical, walk};
use crate::names::hex;

/// What of a file or a directory makes an asset.
#[derive(Clone, Debug, Default)]
pub(crate) struct FingerprintOptions {
    /// Patterns of files that do not belong to the asset, none by default.
    pub(crate) exclude: Vec<String>,
    /// How the patterns are read.
    pub(crate) ignore_mode: IgnoreMode,
    /// How symbolic links are treated.
    pub(crate) follow: FollowMode,
    /// Text that changes the hash beside the content, such as the version of a build tool.
    ///
    /// The context value `@aws-cdk/core:assetHashSalt` belongs behind it.
    pub(crate) extra_hash: Option<String>,
    /// The directory of the cloud assembly, which never belongs to an asset that it lies in. It need not exist.
    pub(crate) output_directory: Option<PathBuf>,
}

impl FingerprintOptions {
    pub(super) fn ignore(&self) -> Ignore {
        Ignore::new(self.ignore_mode, self.exclude.iter().map(String::as_str))
    }
}

/// The hash of a file or a directory: 64 hexadecimal digits that depend on contents and names alone.
///
/// Not on where it stands, times, owners or modes; nor on whether lines end in `\r\n` or `\n`; nor on directories
/// without files.
///
/// # Errors
///
/// What cannot be read; a name that is not UTF-8; a link to neither a file nor a directory; a link to the outside with
/// [`FollowMode::BlockExternal`].
pub(crate) fn fingerprint(path: &Path, options: &FingerprintOptions) -> Result<String, AssetError> {
    let mut hash = Sha256::new();
    field(&mut hash, "options.extra", options.extra_hash.as_deref().unwrap_or_default());
    let follow = match options.follow {
        FollowMode::Never => "never",
        FollowMode::Always => "always",
        FollowMode::External => "external",
        FollowMode::BlockExternal => "internal-only",
    };
    field(&mut hash, "options.follow", follow);
    match options.ignore_mode {
        IgnoreMode::Glob => {}
        IgnoreMode::Git => field(&mut hash, "options.ignoreMode", "git"),
        IgnoreMode::Docker => field(&mut hash, "options.ignoreMode", "docker"),
    }
    let root = canonical(path)?;
    let metadata = root.metadata().map_err(AssetError::unreadable(path))?;
    let mut buffer = vec![0; BUFFER_LENGTH];
    if metadata.is_dir() {
        walk(&root, options, &mut |entry| hash_entry(&mut hash, entry, &mut buffer))?;
    } else if metadata.is_file() {
        let content = content_hash(&root, &mut buffer).map_err(AssetError::unreadable(path))?;
        field(&mut hash, "file:", &content);
    } else {
        return Err(AssetError::new(path, Problem::NotAFile));
    }
    Ok(hex(&hash.finalize()))
}

/// The id of an asset whose hash the user gives: the hash of that text, whatever it looks like.
pub(crate) fn custom_hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn hash_entry(hash: &mut Sha256, entry: Entry<'_>, buffer: &mut [u8]) -> Result<(), AssetError> {
    match entry {
        Entry::Directory { .. } => {}
        Entry::File { path, source } => {
            let content = content_hash(source, buffer).map_err(AssetError::unreadable(source))?;
            field(hash, &format!("file:{}", key(path)), &content);
        }
        Entry::Link { path, source, text, target } => {
            let not_utf8 = || AssetError::new(source, Problem::NotUtf8);
            let target = match target {
                // An absolute path inside the asset would depend on where the asset stands.
                LinkTarget::Internal(target) if text.is_absolute() => key(target.to_str().ok_or_else(not_utf8)?),
                _ => Cow::Borrowed(text.to_str().ok_or_else(not_utf8)?),
            };
            field(hash, &format!("link:{}", key(path)), &target);
        }
        Entry::Unsupported { source } => return Err(AssetError::new(source, Problem::NotAFile)),
    }
    Ok(())
}

/// A path as it is hashed on all platforms.
fn key(path: &str) -> Cow<'_, str> {
    if path.contains('\\') { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
}

fn field(hash: &mut Sha256, header: &str, value: &str) {
    hash.update(b"\x01");
    hash.update(header);
    hash.update(b"\x02");
    hash.update(value);
    hash.update(b"\x03");
}

/// Files are judged and decoded in blocks of this length, which shows in the hashes of some: see [`Content::block`].
const BLOCK_LENGTH: usize = 8 * 1024;
const BUFFER_LENGTH: usize = 32 * BLOCK_LENGTH;

fn content_hash(file: &Path, buffer: &mut [u8]) -> io::Result<String> {
    let mut file = File::open(file)?;
    let mut content = Content { hash: Sha256::new(), size: 0, is_binary: false, pending: String::new() };
    loop {
        let length = fill(&mut file, buffer)?;
        for block in buffer.get(..length).unwrap_or_default().chunks(BLOCK_LENGTH) {
            content.block(block);
        }
        if length < buffer.len() {
            break;
        }
    }
    content.hash.update(content.pending);
    Ok(format!("{}:{}", content.size, hex(&content.hash.finalize())))
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

struct Content {
    hash: Sha256,
    size: u64,
    is_binary: bool,
    /// Blocks that end in `\r`, which may be the first half of a line's end.
    pending: String,
}

impl Content {
    /// Adds a block: as it is to a file that has a NUL byte in its first block, as text to others.
    ///
    /// Text that is not UTF-8 is hashed with replacement characters, and so is a character that the end of a block cuts
    /// in two. Pending text at the end of the file is hashed as it is and adds nothing to the size.
    fn block(&mut self, block: &[u8]) {
        if self.size == 0 {
            self.is_binary = block.contains(&0);
        }
        if self.is_binary {
            self.add(block);
            return;
        }
        let text = String::from_utf8_lossy(block);
        if text.ends_with('\r') {
            self.pending.push_str(&text);
            return;
        }
        if self.pending.is_empty() && !text.contains('\r') {
            self.add(text.as_bytes());
            return;
        }
        let mut whole = std::mem::take(&mut self.pending);
        whole.push_str(&text);
        self.add(whole.replace("\r\n", "\n").as_bytes());
    }

    fn add(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.hash.update(bytes);
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    fn write(root: &Path, path: &str, content: impl AsRef<[u8]>) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn trees(root: &Path) {
        for name in ["a", "a-b", "A", "10", "2", "_", ".hidden", "é", "日本", "😀", "\u{ffee}", "a b"] {
            write(root, &format!("names/{name}"), format!("content of {name}"));
        }
        for (path, content) in [("sub/a", "1"), ("sub-a", "2"), ("sub.a", "3")] {
            write(root, &format!("names/{path}"), content);
        }
        fs::create_dir(root.join("names/empty")).unwrap();
        write(root, "text/crlf", "a\r\nb\r\n");
        write(root, "text/end", "a\r\nb\r");
        write(root, "text/nul", "a\r\n\0");
        write(root, "text/bytes", b"a\xff\xe2\x82\r\n");
        write(root, "text/cut", format!("{}é{}", "x".repeat(8191), "y".repeat(9000)));
        write(root, "text/halves", format!("{}\r\n{}\r\n", "x".repeat(8191), "y".repeat(9000)));
        write(root, "text/long", "line\r\n".repeat(60000));
        write(root, "outside/file", "outside");
        write(root, "outside/directory/deep", "deep");
        for tree in ["links", "inside"] {
            let tree = root.join(tree);
            write(&tree, "file", "file");
            write(&tree, "directory/inner", "inner");
            for (link, text) in [
                ("to-file", "file"),
                ("to-directory", "directory"),
                ("to-nothing", "missing"),
                ("loop", "loop"),
                ("directory/up", ".."),
            ] {
                symlink(text, tree.join(link)).unwrap();
            }
        }
        symlink(root.join("inside/file"), root.join("inside/absolute")).unwrap();
        symlink("../outside/file", root.join("links/to-outside")).unwrap();
        symlink("../outside/directory", root.join("links/to-outside-directory")).unwrap();
        for path in [
            "index.js",
            "index.test.js",
            "lib/a.js",
            "lib/a.d.ts",
            "node_modules/m/index.js",
            ".npmrc",
            "build/out/keep.txt",
            "build/out/drop.txt",
            "README.md",
        ] {
            write(root, &format!("project/{path}"), path);
        }
    }

    fn options(mode: IgnoreMode, follow: FollowMode, exclude: &[&str], extra: &str) -> FingerprintOptions {
        FingerprintOptions {
            exclude: exclude.iter().map(|pattern| (*pattern).to_owned()).collect(),
            ignore_mode: mode,
            follow,
            extra_hash: Some(extra.to_owned()).filter(|extra| !extra.is_empty()),
            output_directory: None,
        }
    }

    /// A path, how it is hashed (patterns and extra hash last), and its hash.
    type Case<'a> = (&'a str, IgnoreMode, FollowMode, &'a [&'a str], &'a str, &'a str);

    /// The expected hashes are those of the constructs of aws-cdk-lib 2.276.0 over the same trees.
    #[test]
    fn hashes_are_those_of_the_cdk() {
        use FollowMode::{Always, BlockExternal, External, Never};
        use IgnoreMode::{Docker, Git, Glob};
        let directory = tempfile::tempdir().unwrap();
        trees(directory.path());
        #[rustfmt::skip]
        let cases: &[Case<'_>] = &[
            ("names", Glob, External, &[], "", "61eed168e849828a1d4db2054fb996a47dfebd803d031d7a564ba923336af52c"),
            ("names", Git, External, &[], "", "8f51ba82b09a47d7be686f994a24a79193018d3e6e80233640499144e5478e4a"),
            ("names", Glob, External, &[], "extra", "8f0962ce8d677881dfd07d8f7f60e798ddba5444a1ea4e26fdd9d4554e31310a"),
            ("names/a", Glob, External, &[], "", "c5398c071f759700e4f15b986b6b67b8a48a91a35c7fd359a985d1772a81686f"),
            ("names/a", Docker, External, &[], "extra", "0570709411130aed15d8932174180b1d81b933161b7b59eaea8106ee92ee1c5b"),
            ("text/crlf", Glob, External, &[], "", "13d4f3aeec9994ae816e9cda52c2d9482585330db81e50a67b029822e30808ed"),
            ("text/end", Glob, External, &[], "", "85dfbc62a50ef1089e252cc0ea7b84679b3579b9d848a9f90e3a7b8daf512024"),
            ("text/nul", Glob, External, &[], "", "8b038ccf4ce61c1012e5e48f128ecec795f0c33ea32d69941f54d6011bf3ca28"),
            ("text/bytes", Glob, External, &[], "", "b7a70bb533775a4385e5647f80451bb04a60c9f30a2d2acc8239708a51644b0e"),
            ("text/cut", Glob, External, &[], "", "7d8aa908036ae37b7cb89fc425f4b507db25f65baa528feb5205a21b32f44453"),
            ("text/halves", Glob, External, &[], "", "41243de585ddc48063c2b16053e57b62d7a3180fadd63ffeb5f0fa9a4cbaf5f7"),
            ("text/long", Glob, External, &[], "", "c9535b159048d9ffe6d2ec4929233b8f0e86941540156f41350d882b7143f398"),
            ("links", Glob, Never, &[], "", "2c20a97732ca6218d25159969ed9db67347f2726a4e5dd3c5a1b65a173e46820"),
            ("links", Glob, Always, &[], "", "46aff330ddcd879be943a7afdf3200afadbe877deba0c0bed8bc4e7b5fe3849d"),
            ("links", Glob, External, &[], "", "c37e2f5334007cabed173f28f4e71fe7b0faccde15a594f718665392025aa86e"),
            ("links", Glob, BlockExternal, &["to-outside*"], "", "94332085ebef2a6baacd130c71fa742f17b1419aa478b3d70d79f16cc889d088"),
            ("inside", Glob, External, &[], "", "7d9c6240fa5d5fdc07af98c6705cb0c97df11adbcadf593c17732389d512d440"),
            ("links/to-file", Glob, External, &[], "", "35cae4a1c03dcb4d88572a2d71f41e29632b92e314ecae8b1f2efabc31bbb05d"),
            ("project", Glob, External, &["*", "!index.js"], "", "4baece0b5e1a30b9ff57817907d9f33e7518f80bff643b1e648511bb6a670cc5"),
            ("project", Glob, External, &["*", "!build", "!build/**"], "", "d114aa47be81018b6fbed520224a212d2220e6082fa633af308f088f99d82a16"),
            ("project", Glob, External, &["**/*.test.js", "node_modules", ".*", "*.{md,ts}"], "", "8ff910404bb229004d72d9bc5a63380bea032f20f8048750150f09428188e163"),
            ("project", Git, External, &["*.JS", "!/index.js", "node_modules/"], "", "2fa3df8fafd9c8927adaba0d654570eb3e6712a9c2618ef002c291c05b4a551b"),
            ("project", Git, External, &["build/out/*", "!build/out/keep.txt"], "", "4bcd3c8561f59551750a50cf00bcb34cd958a7eb4e382296bce807d9f2938375"),
            ("project", Git, External, &["build", "!build/out/keep.txt"], "", "c009a94cd0433cb678be37aa0053ff89b6cabf27fdc8b9f6d5ad8ac8b3dd4350"),
            ("project", Docker, External, &["*", "!build/out/keep.txt"], "", "2177b4e08189b77c48c38c6d8da53b2be599fc9e0736a0e107b38e74e32fb1c1"),
            ("project", Docker, External, &["**/*.js", "!lib", "# comment"], "", "9fe70e437f60e731e86f4a4a0ccafc2ba503869cc93da811c5112f4222df8300"),
            ("project", Docker, External, &["node_modules\n*.md", "build/*"], "", "2bb556bb6deed8ae7da3c0692d9b5d29d20c98955e458353e82754cbbe52fad5"),
        ];
        for (path, mode, follow, exclude, extra, expected) in cases {
            let options = options(*mode, *follow, exclude, extra);
            let hash = fingerprint(&directory.path().join(path), &options).unwrap();
            assert_eq!(hash, *expected, "{path} {options:?}");
        }
    }

    #[test]
    fn a_custom_hash_is_hashed() {
        assert_eq!(custom_hash("mine"), "3fd30542fe3f61b14bd4a4b2dc0b6fb30fa6f63ebce52dd1778aaa8c4dc02cff");
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let directory = tempfile::tempdir().unwrap();
        trees(directory.path());
        let error = |path: &str, follow| {
            let options = FingerprintOptions { follow, ..FingerprintOptions::default() };
            fingerprint(&directory.path().join(path), &options).unwrap_err().to_string()
        };
        assert!(error("nowhere", FollowMode::External).starts_with("cannot find `"));
        assert!(error("links/to-nothing", FollowMode::External).contains("does not exist"));
        assert!(error("links/loop", FollowMode::External).starts_with("cannot read `"));
        let socket = std::os::unix::net::UnixListener::bind(directory.path().join("socket")).unwrap();
        let message = error("socket", FollowMode::External);
        assert!(message.ends_with("socket` is neither a regular file nor a directory"), "{message}");
        drop(socket);
        let message = error("names/a/b", FollowMode::External);
        assert!(message.starts_with("cannot find `") && message.ends_with("names/a/b`"), "{message}");
        assert!(error("links", FollowMode::BlockExternal).contains("outside the asset"));
    }
}
