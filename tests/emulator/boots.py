"""Instances that boot: a program of the test's is run for each, and is given the user data.

The emulator's variable EMULATOR_BOOT_PROGRAM names that program, EMULATOR_BOOT_SECONDS how long anything waits for a
signal, however long its template would. Without them nothing boots, and nothing is waited for.
"""

import base64
import os
import subprocess
import sys
import threading
from pathlib import Path

from services import credentials

PROGRAM = os.environ.get("EMULATOR_BOOT_PROGRAM")
SECONDS = float(os.environ.get("EMULATOR_BOOT_SECONDS", "30"))

# Every boot so far, as the tests are told of it, with the thread that its program runs in.
BOOTS = []


def instances_of(resource):
    """The instances a resource launched when it was made."""
    if resource.cf_resource_type == "AWS::EC2::Instance":
        return [resource.physical_resource_id]
    if resource.cf_resource_type == "AWS::AutoScaling::AutoScalingGroup":
        name = resource.physical_resource_id
        groups = resource.stack.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])
        return [each["InstanceId"] for group in groups["AutoScalingGroups"] for each in group["Instances"]]
    return []


def boot_all(resource):
    """Boots what a resource launched; the programs go on by themselves."""
    for instance in instances_of(resource) if PROGRAM else []:
        data = resource.stack.client("ec2").describe_instance_attribute(InstanceId=instance, Attribute="userData")
        script = base64.b64decode(data["UserData"].get("Value", ""))
        if script:
            boot(resource, instance, script)


def role_of(stack, instance):
    """The name of the role that an instance has, if it has one: its programs may do what that role may."""
    found = stack.client("ec2").describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
    profile = found.get("IamInstanceProfile", {}).get("Arn", "").rpartition("/")[2]
    profile = profile and stack.client("iam").get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]
    return profile["Roles"][0]["RoleName"] if profile else None


def boot(resource, instance, script):
    stack = resource.stack
    account, region = stack["AWS::AccountId"], stack["AWS::Region"]
    machine = Path("boots", instance).absolute()
    machine.mkdir(parents=True)
    keys = credentials(account, region, role_of(stack, instance))
    variables = {
        "AWS_ACCESS_KEY_ID": keys["access_key"],
        "AWS_SECRET_ACCESS_KEY": keys["secret_key"],
        "AWS_SESSION_TOKEN": keys["token"],
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "EMULATOR_PYTHON": sys.executable,
        "HOME": str(machine),
        "INSTANCE_ID": instance,
        "LOGICAL_ID": resource.logical_resource_id,
        "STACK_ID": stack["AWS::StackId"],
        "STACK_NAME": stack["AWS::StackName"],
    }
    told = {
        "stack": stack["AWS::StackName"],
        "logical_id": resource.logical_resource_id,
        "instance_id": instance,
        "status": None,
        "output": "",
    }
    thread = threading.Thread(target=run, args=(told, machine, variables, script), daemon=True)
    BOOTS.append((told, thread))
    thread.start()


def all_boots():
    """What every boot came to; the programs are given a while to end."""
    for _, thread in BOOTS:
        thread.join(SECONDS)
    return [told for told, _ in BOOTS]


def run(told, machine, variables, script):
    program = [sys.executable, "-P", PROGRAM] if PROGRAM.endswith(".py") else [PROGRAM]
    output = machine / "output.log"
    with output.open("wb") as file:
        ended = subprocess.run(
            program, input=script, stdout=file, stderr=subprocess.STDOUT, cwd=machine, env={**os.environ, **variables}
        )
    told["output"], told["status"] = output.read_text(errors="replace"), ended.returncode
