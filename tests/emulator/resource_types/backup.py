"""AWS Backup."""

from registry import handles


@handles("AWS::Backup::BackupVault")
def vault(r):
    name, tags, lock = r.take("BackupVaultName"), r.take("BackupVaultTags"), r.take("LockConfiguration")
    arguments = {"BackupVaultTags": tags} if tags else {}
    arn = r.call_with_rest("backup", "create_backup_vault", BackupVaultName=name, **arguments)["BackupVaultArn"]
    if lock:
        r.call("backup", "put_backup_vault_lock_configuration", BackupVaultName=name, **lock)
    yield name, {"BackupVaultName": name, "BackupVaultArn": arn}
    r.call("backup", "delete_backup_vault", BackupVaultName=name)


@handles("AWS::Backup::BackupPlan")
def plan(r):
    given, tags = r.take("BackupPlan"), r.take("BackupPlanTags")
    rules = []
    for rule in given.pop("BackupPlanRule"):
        vault = rule.pop("TargetBackupVault")
        r.call("backup", "describe_backup_vault", BackupVaultName=vault)  # moto takes a plan for no vault
        rules.append({"TargetBackupVaultName": vault, **rule})
    arguments = {"BackupPlanTags": tags} if tags else {}
    made = r.call_with_rest("backup", "create_backup_plan", BackupPlan={"Rules": rules, **given}, **arguments)
    yield made["BackupPlanId"], {name: made[name] for name in ("BackupPlanId", "BackupPlanArn", "VersionId")}
    r.call("backup", "delete_backup_plan", BackupPlanId=made["BackupPlanId"])


@handles("AWS::Backup::BackupSelection")
def selection(r):
    plan = r.properties["BackupPlanId"]
    made = r.call_with_rest("backup", "create_backup_selection")
    id_ = f"{made['SelectionId']}_{plan}"
    yield id_, {"Id": id_, "SelectionId": made["SelectionId"], "BackupPlanId": plan}
    r.call("backup", "delete_backup_selection", BackupPlanId=plan, SelectionId=made["SelectionId"])
