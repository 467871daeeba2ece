//! The scale workload of `workload.js`: STACKS stacks of GROUPS groups, five resources to a group, every group tied
//! together by `Ref` and `Fn::GetAtt`, and each stack after the first reading its network from the first.
//!
//! usage: workload STACKS GROUPS OUTDIR [THREADS]

#![allow(clippy::print_stderr, reason = "a benchmark prints what it measures")]

use std::num::NonZero;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use purlin_bench::peak_memory;
use purlin_cfn::ec2::security_group::Ingress;
use purlin_cfn::ec2::{CfnSecurityGroup, CfnSecurityGroupProps, CfnVPC, CfnVPCProps};
use purlin_cfn::iam::{CfnPolicy, CfnPolicyProps, CfnRole, CfnRoleProps};
use purlin_cfn::s3::bucket::{
    BucketEncryption, PublicAccessBlockConfiguration, ServerSideEncryptionByDefault,
    ServerSideEncryptionByDefaultSSEAlgorithm, ServerSideEncryptionRule,
};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_cfn::ssm::parameter::Type;
use purlin_cfn::ssm::{CfnParameter, CfnParameterProps};
use purlin_core::{
    App, Environment, Findings, ReferenceStrength, Scope, Stack, StackProps, Tags, Val, Value, WriteOptions, fn_join,
};

fn group(stack: &Stack, id: &str, vpc_id: &Value<String>) {
    let scope = Scope::new(stack, id);
    let bucket = CfnBucket::new(
        &scope,
        "Bucket",
        CfnBucketProps::new()
            .bucket_encryption(
                BucketEncryption::new().server_side_encryption_configuration([ServerSideEncryptionRule::new()
                    .server_side_encryption_by_default(
                        ServerSideEncryptionByDefault::new()
                            .sse_algorithm(ServerSideEncryptionByDefaultSSEAlgorithm::AES256),
                    )]),
            )
            .public_access_block_configuration(
                PublicAccessBlockConfiguration::new()
                    .block_public_acls(true)
                    .block_public_policy(true)
                    .ignore_public_acls(true)
                    .restrict_public_buckets(true),
            ),
    );
    let role = CfnRole::new(
        &scope,
        "Role",
        CfnRoleProps::new().assume_role_policy_document(document([
            ("Effect", Val::text("Allow")),
            ("Principal", Val::map([("Service", Val::text("ec2.amazonaws.com"))])),
            ("Action", Val::text("sts:AssumeRole")),
        ])),
    );
    CfnPolicy::new(
        &scope,
        "Policy",
        CfnPolicyProps::new().policy_name(format!("{id}-data")).roles([role.get_ref()]).policy_document(document([
            ("Effect", Val::text("Allow")),
            ("Action", Val::List(vec![Val::text("s3:GetObject"), Val::text("s3:PutObject")])),
            ("Resource", (bucket.attr_arn() + "/*").into_val()),
        ])),
    );
    let workers = CfnSecurityGroup::new(
        &scope,
        "Workers",
        CfnSecurityGroupProps::new()
            .group_description(format!("workers of {id}"))
            .vpc_id(vpc_id)
            .security_group_ingress([Ingress::new()
                .ip_protocol("tcp")
                .from_port(63790)
                .to_port(63790)
                .cidr_ip("10.0.0.0/16")]),
    );
    CfnParameter::new(
        &scope,
        "Setting",
        CfnParameterProps::new().type_(Type::STRING).value(fn_join(":", [bucket.get_ref(), workers.attr_group_id()])),
    );
}

fn document<const N: usize>(statement: [(&'static str, Val); N]) -> Val {
    Val::map([("Version", Val::text("2012-10-17")), ("Statement", Val::List(vec![Val::map(statement)]))])
}

fn run(stacks: usize, groups: usize, directory: &str, options: WriteOptions) -> Result<(), Findings> {
    let started = Instant::now();
    let app = App::new();
    app.set_reference_strength(ReferenceStrength::Strong);
    let mut network: Option<CfnVPC> = None;
    for index in 0..stacks {
        let environment = Environment::new("111111111111", "eu-west-1");
        let stack = Stack::new(&app, &format!("Scale{index}"), StackProps::new().environment(environment));
        let network =
            network.get_or_insert_with(|| CfnVPC::new(&stack, "Network", CfnVPCProps::new().cidr_block("10.0.0.0/16")));
        let vpc_id = network.attr_vpc_id();
        for index in 0..groups {
            group(&stack, &format!("Group{index}"), &vpc_id);
        }
    }
    Tags::of(&app).add("valohai", "1");
    let built = started.elapsed();
    let assembly = app.synth()?;
    let synthesised = started.elapsed();
    assembly.write_with(directory, options)?;
    let written = started.elapsed();
    let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
    eprintln!(
        "build {:.1} ms, synthesise {:.1} ms, write {:.1} ms, in all {:.1} ms",
        milliseconds(built),
        milliseconds(synthesised - built),
        milliseconds(written - synthesised),
        milliseconds(written),
    );
    // The process ends here: nobody needs the memory back piece by piece.
    std::mem::forget((app, assembly));
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers = arguments.first().zip(arguments.get(1)).map(|(stacks, groups)| (stacks.parse(), groups.parse()));
    let (Some((Ok(stacks), Ok(groups))), Some(directory)) = (numbers, arguments.get(2)) else {
        eprintln!("usage: workload STACKS GROUPS OUTDIR [THREADS]");
        return ExitCode::from(2);
    };
    let mut options = WriteOptions::default();
    if let Some(threads) = arguments.get(3).and_then(|threads| threads.parse::<NonZero<usize>>().ok()) {
        options.threads = threads;
    }
    match run(stacks, groups, directory, options) {
        Ok(()) => {
            eprintln!("peak memory: {} KiB", peak_memory());
            ExitCode::SUCCESS
        }
        Err(findings) => {
            eprintln!("{findings}");
            ExitCode::FAILURE
        }
    }
}
