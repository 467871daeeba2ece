//! Which files of a directory do not belong to an asset.
//!
//! Three readings of the same list of patterns, each with the rules (and the quirks) of the reading that aws-cdk-lib
//! applies, since every one of them shows in hashes.

mod braces;
mod docker;
mod git;
mod glob;
mod matcher;
mod segment;

/// How the patterns that exclude files are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IgnoreMode {
    /// Shell patterns: one without a slash is compared with the names of files and directories at any depth, one with
    /// a slash with the whole path. Wildcards do not match a leading dot.
    #[default]
    Glob,
    /// The rules of [`.gitignore`](https://git-scm.com/docs/gitignore).
    Git,
    /// The rules of [`.dockerignore`](https://docs.docker.com/build/concepts/context/#dockerignore-files).
    Docker,
}

/// What bundling leaves behind to mark a custom resource, never a part of an asset.
const ALWAYS_EXCLUDED: &str = ".is_custom_resource";

/// Decides for each path of a directory whether it is excluded.
///
/// Paths are relative to the directory, with `/` between their parts. They are asked for from the top down: nothing
/// below a directory that is excluded completely is asked for.
pub(crate) enum Ignore {
    /// See [`IgnoreMode::Glob`].
    Glob(glob::GlobRules),
    /// See [`IgnoreMode::Git`].
    Git(git::GitRules),
    /// See [`IgnoreMode::Docker`].
    Docker(docker::DockerRules),
}

impl Ignore {
    /// Compiles patterns. One that makes no sense matches nothing.
    pub(crate) fn new<'a>(mode: IgnoreMode, patterns: impl IntoIterator<Item = &'a str>) -> Ignore {
        let patterns = std::iter::once(ALWAYS_EXCLUDED).chain(patterns);
        match mode {
            IgnoreMode::Glob => Ignore::Glob(glob::GlobRules::new(patterns)),
            IgnoreMode::Git => Ignore::Git(git::GitRules::new(patterns)),
            IgnoreMode::Docker => Ignore::Docker(docker::DockerRules::new(patterns)),
        }
    }

    /// Whether a path itself is excluded.
    pub(crate) fn excludes(&self, path: &str) -> bool {
        match self {
            Ignore::Glob(rules) => rules.excludes(path),
            Ignore::Git(rules) => rules.excludes(path, false),
            Ignore::Docker(rules) => rules.excludes(path),
        }
    }

    /// Whether a directory is excluded with everything below, so that there is no need to look into it.
    pub(crate) fn excludes_completely(&self, directory: &str) -> bool {
        match self {
            Ignore::Glob(rules) => rules.excludes(directory),
            Ignore::Git(rules) => rules.excludes(directory, true),
            Ignore::Docker(rules) => rules.excludes_completely(directory),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::IgnoreMode::{Docker, Git, Glob};
    use super::*;

    /// What is excluded of the paths, those with a slash at the end with all that is below.
    fn excluded<'a>(mode: IgnoreMode, patterns: &[&str], paths: &[&'a str]) -> Vec<&'a str> {
        let ignore = Ignore::new(mode, patterns.iter().copied());
        let is_excluded = |path: &&str| match path.strip_suffix('/') {
            Some(directory) => ignore.excludes_completely(directory),
            None => ignore.excludes(path),
        };
        paths.iter().copied().filter(is_excluded).collect()
    }

    #[test]
    fn each_mode_reads_patterns_in_its_way() {
        const NAMES: &[&str] = &["a", "A", ".a", "a b", "b[1]", "b1", "x/", "x/a", "x/.a", "x/y/a"];
        #[rustfmt::skip]
        let cases: &[(IgnoreMode, &[&str], &[&str])] = &[
            (Glob, &["a"], &["a", "x/a", "x/y/a"]),
            (Git, &["a"], &["a", "A", "x/a", "x/y/a"]),
            (Docker, &["a"], &["a", "A"]),
            (Glob, &["/a"], &[]),
            (Git, &["/a"], &["a", "A"]),
            (Docker, &["/a"], &["a", "A"]),
            (Glob, &["*"], &["a", "A", "a b", "b[1]", "b1", "x/", "x/a", "x/y/a"]),
            (Git, &["*"], NAMES),
            (Docker, &["*"], NAMES),
            (Glob, &["**/*a"], &["a", "x/a", "x/y/a"]),
            (Git, &["x/**/a"], &["x/a", "x/y/a"]),
            (Docker, &["x/**/.a"], &["x/.a"]),
            (Glob, &["x/"], &[]),
            (Git, &["x/"], &["x/"]),
            (Docker, &["x/"], &["x/", "x/a", "x/.a", "x/y/a"]),
            (Glob, &["b[1]"], &["b1"]),
            (Git, &["b\\[1\\]"], &["b[1]"]),
            (Docker, &["b[^2]"], &["b1"]),
            (Glob, &["{a,b1}", "!x/a"], &["a", "b1", "x/y/a"]),
            (Git, &["a", "!x/a"], &["a", "A", "x/y/a"]),
            (Docker, &["*", "!x/y"], &["a", "A", ".a", "a b", "b[1]", "b1", "x/a", "x/.a"]),
            (Glob, &["@(a|b)*", "!*[[:digit:]]"], &["a", "a b", "b[1]", "x/a", "x/y/a"]),
            (Glob, &["?([)", "b\\[1]", "#"], &["b[1]"]),
            (Git, &["a\\ b  ", "# a"], &["a b"]),
            (Docker, &["  a b\r", "# a"], &["a b"]),
        ];
        for (mode, patterns, expected) in cases {
            assert_eq!(excluded(*mode, patterns, NAMES), *expected, "{mode:?} {patterns:?}");
        }
    }

    /// Tried one way after the other, any of these would take longer than anyone waits.
    #[test]
    fn patterns_with_many_wildcards_are_quick() {
        let stars = "*a".repeat(20);
        let (name, path) = ("a".repeat(200), "a/".repeat(60));
        let deep = format!("{path}.b/c");
        #[rustfmt::skip]
        let cases: &[(IgnoreMode, String, &str, bool)] = &[
            (Glob, format!("{stars}*b"), &name, false),
            (Git, format!("{stars}*b"), &name, false),
            (Docker, format!("{stars}*b"), &name, false),
            (Glob, format!("{stars}*"), &name, true),
            (Git, format!("{stars}*"), &name, true),
            (Docker, format!("{stars}*"), &name, true),
            (Glob, "*(*(a)|*(aa)*)b".to_owned(), &name, false),
            (Glob, "+(a|aa)b".to_owned(), &name, false),
            (Glob, "+(+(a|aa)|a)".to_owned(), &name, true),
            (Glob, "@(a|a*)".repeat(20) + "b", &name, false),
            (Glob, "!(*a*a*a*a*a*a*a*b)*a*a*a*a*a*a*c".to_owned(), &name, false),
            (Glob, format!("{}c", "**/a/".repeat(20)), &deep, false),
            (Git, format!("{}c", "**/a/".repeat(20)), &deep, false),
            (Docker, format!("{}d", "**/a/".repeat(20)), &deep, false),
        ];
        let start = std::time::Instant::now();
        for (mode, pattern, path, expected) in cases {
            assert_eq!(!excluded(*mode, &[pattern], &[path]).is_empty(), *expected, "{mode:?} {pattern}");
        }
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    }

    #[test]
    fn braces_expand_like_those_of_a_shell() {
        for (pattern, expected) in [
            ("a{b,c{d,e}}f", "abf acdf acef"),
            ("{1..3}{x,}", "1x 1 2x 2 3x 3"),
            ("{03..1}", "03 02 01"),
            ("{c..a..2}", "c a"),
            ("{a}b{2..}", "{a}b{2..}"),
            ("\\{a,b\\}{c,d}", "{a,b}c {a,b}d"),
            ("{a},b}", "a} b"),
            ("{{a,b}}", "{a} {b}"),
            ("{{a,b}", "{a {b"),
            ("${a,b}", "${a,b}"),
        ] {
            assert_eq!(braces::expand(pattern).join(" "), expected, "{pattern}");
        }
    }
}
