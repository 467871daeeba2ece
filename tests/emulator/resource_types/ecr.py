"""Container registries."""

import json

from registry import handles


@handles("AWS::ECR::Repository")
def repository(r):
    name = r.take("RepositoryName") or r.name(limit=256, lower=True)
    policy, lifecycle = r.take("RepositoryPolicyText"), r.take("LifecyclePolicy")
    arguments = {"tags": r.take("Tags", [])}
    if mutability := r.take("ImageTagMutability"):
        arguments["imageTagMutability"] = mutability
    if scanning := r.take("ImageScanningConfiguration"):
        arguments["imageScanningConfiguration"] = {"scanOnPush": scanning["ScanOnPush"]}
    if encryption := r.take("EncryptionConfiguration"):
        names = {"EncryptionType": "encryptionType", "KmsKey": "kmsKey"}
        arguments["encryptionConfiguration"] = {names.get(key, key): value for key, value in encryption.items()}
    force = r.take("EmptyOnDelete", False)
    made = r.call_with_rest("ecr", "create_repository", repositoryName=name, **arguments)["repository"]
    if policy:
        r.call("ecr", "set_repository_policy", repositoryName=name, policyText=json.dumps(policy))
    if lifecycle:
        r.call("ecr", "put_lifecycle_policy", repositoryName=name, lifecyclePolicyText=lifecycle["LifecyclePolicyText"])
    yield name, {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]}
    r.call("ecr", "delete_repository", repositoryName=name, force=force)
