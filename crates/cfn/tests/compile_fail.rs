//! What the types promise: these programs do not compile, and the errors say why.
//!
//! They use names that only one service has: what others there are depends on the features of the whole workspace, and where
//! a name is ambiguous the compiler writes its path.
//!
//! `TRYBUILD=overwrite cargo test -p purlin-cfn --test compile_fail` refreshes the expected messages.

#[test]
fn mistakes_are_compile_errors_that_name_them() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
