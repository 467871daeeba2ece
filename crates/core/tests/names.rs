//! The worked examples of the CDK's naming algorithms.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

use purlin_core::{
    App, Construct, NestedStack, NestedStackProps, Resource, Scope, Stack, StackProps, Stage, StageProps,
    UniqueNameOptions, unique_id,
};

#[test]
fn logical_ids() {
    for (path, id) in [
        ("Top", "Top"),
        ("Top-2_x", "Top2x"),
        ("Bucket/Resource", "Bucket83908E77"),
        ("D/Default", "D"),
        ("MyFoo/Foo/X", "MyFooX70A95A30"),
        ("Resource", "Resource"),
        ("Foo/Foo/Bar", "FooBarBD79725B"),
        ("Vpc/PublicSubnet1/RouteTable", "VpcPublicSubnet1RouteTable6C95E38E"),
        ("Svc/Svc/Resource", "Svc506FE921"),
        ("Default/Inner/Resource", "Inner09E1DD49"),
        ("a--b/c", "abc5CCCE73C"),
        ("A/Resource/B", "AB1CD9EF1B"),
        ("Resource/Resource", "CF9390BA"),
        ("Foo/FooBar", "FooFooBar5CB13DCE"),
    ] {
        let components: Vec<&str> = path.split('/').collect();
        assert_eq!(unique_id(&components), id, "{path}");
    }
}

/// What a path is named: unique id, two unique resource names, and address.
#[test]
fn names_of_constructs() {
    let app = App::new();
    let stack = Stack::new(&app, "MyStack", StackProps::new());
    let resource = Scope::new(&stack, "Resource");
    let vpc = Scope::new(&stack, "My-Vpc");
    let subnet = Scope::new(&vpc, "PublicSubnet1");
    let default = Scope::new(&subnet, "Default");
    let stage = Stage::new(&app, "Prod", StageProps::new());
    let api = Stack::new(&stage, "Api", StackProps::new());
    let function = Scope::new(&api, "Fn");
    let cases: &[(&Scope, &str, &str, &str, &str)] = &[
        (stack.scope(), "MyStack", "MyStack", "MyStack", "c8a07db2275e7f9159feb020f62cf2c0068f4b1631"),
        (
            &resource,
            "MyStackCAEABABE",
            "MyStack-CAEABABE",
            "MyStackCAEABABE",
            "c809f4365c763452ab99f29a0450f401cd12c33079",
        ),
        (
            &vpc,
            "MyStackMyVpcD9C79C8B",
            "MyStack-MyVpc-D9C79C8B",
            "MyStackMyVpcD9C79C8B",
            "c8d80b8eb57d99a6e381641c2538e8421d56a6530f",
        ),
        (
            &default,
            "MyStackMyVpcPublicSubnet1FEB23E57",
            "MyStack-MyVpc-PublicSubnet1-FEB23E57",
            "MyStackMyVpcublicSubnet1FEB23E57",
            "c8284e3759b26ddf208b0f3abb96ed1df9cb4bcd13",
        ),
        (
            &function,
            "ProdApiFn410CC274",
            "ProdApi-Fn-0794BBC4",
            "ProdApiFn0794BBC4",
            "c8b7bbc2cd2af4aa84903ca77b5b4cc512c743b65e",
        ),
        (app.scope(), "", "", "", "c8adc83b19e793491b1c6ea0fd8b46cd9f32e592fc"),
    ];
    for (scope, unique_id, separated, short, address) in cases {
        assert_eq!(scope.unique_id(), *unique_id);
        // The name of a stack in a stage is the stage's and its own: they count as one component.
        let options = UniqueNameOptions { separator: "-", max_length: 64, ..Default::default() };
        assert_eq!(scope.unique_resource_name(&options), *separated);
        let options = UniqueNameOptions { max_length: 32, ..Default::default() };
        assert_eq!(scope.unique_resource_name(&options), *short);
        assert_eq!(scope.address(), *address);
    }
}

/// Names of stacks and their artifacts.
#[test]
fn stack_names() {
    let app = App::new();
    let holder = Scope::new(&app, "Holder");
    let default = Scope::new(&holder, "Default");
    let outer_default = Scope::new(&app, "Default");
    let production = Stage::new(&app, "Prod", StageProps::new());
    let inner = Scope::new(&production, "Inner");
    let nested = Stage::new(&production, "Nest", StageProps::new());
    let named = Stage::new(&app, "Named", StageProps::new().stage_name("pretty"));
    let cases: &[(&dyn Fn() -> Stack, &str, &str)] = &[
        (&|| Stack::new(&app, "MyStack", StackProps::new()), "MyStack", "MyStack"),
        (&|| Stack::new(&holder, "MyStack", StackProps::new()), "HolderMyStack1F2A6BAC", "HolderMyStack1F2A6BAC"),
        (&|| Stack::new(&default, "Z", StackProps::new()), "HolderZ602FFFA4", "HolderZ602FFFA4"),
        (&|| Stack::new(&outer_default, "UnderDefault", StackProps::new()), "UnderDefault", "UnderDefault"),
        (&|| Stack::new(&production, "Api", StackProps::new()), "Prod-Api", "ProdApi2466CF1F"),
        (&|| Stack::new(&inner, "Api", StackProps::new()), "Prod-InnerApi7FE8F76E", "ProdInnerApi43D113FD"),
        (&|| Stack::new(&nested, "Db", StackProps::new()), "Prod-Nest-Db", "ProdNestDb8A84ABE5"),
        (&|| Stack::new(&named, "X", StackProps::new()), "pretty-X", "NamedXEFA67780"),
    ];
    for (make, stack_name, artifact_id) in cases {
        let stack = make();
        assert_eq!(stack.stack_name(), *stack_name);
        assert_eq!(stack.artifact_id(), *artifact_id);
    }
}

#[test]
fn nested_stacks_name_their_resource_and_file() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let nested = NestedStack::new(&stack, "Nest", NestedStackProps::new());
    Resource::untyped(&nested, "Topic", "AWS::SNS::Topic");
    let assembly = app.synth().unwrap();
    let template = assembly.template("Main").unwrap();
    assert!(template.contains("\"NestNestedStackNestNestedStackResourceD8FE4395\""), "{template}");
    let file = format!("{}.nested.template.json", nested.scope().unique_id());
    assert!(assembly.template(&file).unwrap().contains("\"Topic\""));
}

/// A slash in an id counts as two hyphens, in names as in paths.
#[test]
fn slashes_in_ids() {
    let app = App::new();
    let stack = Stack::new(&app, "a/b", StackProps::new());
    assert_eq!((stack.stack_name().as_str(), stack.artifact_id().as_str()), ("a--b", "a--b"));
    assert_eq!(stack.scope().path(), "a--b");
    let stage = Stage::new(&app, "p", StageProps::new());
    let inner = Stack::new(&stage, "c/d", StackProps::new());
    assert_eq!(inner.artifact_id(), "pcd9F911AAC");
    assert!(app.scope().child("a/b").is_some());
    Resource::untyped(&stack, "x", "Test::Thing");
    Resource::untyped(&inner, "x", "Test::Thing");
    app.synth().unwrap();
}
