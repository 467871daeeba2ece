#!/bin/bash
# Turns a fresh Ubuntu into the Valohai queue, once, at first boot, and tells CloudFormation how it
# went. What it says is in /var/log/cloud-init-output.log and in the system log that the EC2
# console shows.
#
# User data can be read by whoever may describe the instance, so there is no secret in it: the
# password of Redis comes from Secrets Manager, with the rights of the instance's own role.
set -euo pipefail

readonly region='__REGION__'
readonly stack='__STACK__'
readonly logical_id='__LOGICAL_ID__'
readonly secret='__SECRET__'
readonly queue_address='__QUEUE_ADDRESS__'
readonly redis_port='__REDIS_PORT__'
readonly setup_url='https://raw.githubusercontent.com/valohai/worker-queue/__REVISION__/host/setup.sh'

say() { echo "valohai-queue: $*" >&2; }
fail() {
  say "FAILED: $*"
  exit 1
}
trap 'say "FAILED at line $LINENO"' ERR

# retry ATTEMPTS SECONDS COMMAND...
retry() {
  local attempts=$1 pause=$2 attempt
  shift 2
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    if "$@"; then return 0; fi
    say "$1: attempt $attempt of $attempts failed"
    if ((attempt < attempts)); then sleep "$pause"; fi
  done
  return 1
}

# The token goes through standard input: command lines are visible to everyone on the machine.
metadata() {
  local token address=http://169.254.169.254/latest
  token=$(curl --silent --fail --max-time 5 --request PUT \
    --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$address/api/token") &&
    curl --silent --fail --max-time 5 --header @- "$address/meta-data/$1" \
      <<<"X-aws-ec2-metadata-token: $token"
}

# Ubuntu 24.04 has no package of the AWS command line, but one of boto3.
install_packages() {
  apt-get update && apt-get install --yes --no-install-recommends ca-certificates curl python3-boto3
}

read_password() {
  python3 - "$region" "$secret" <<'PYTHON'
import sys

import boto3

region, secret = sys.argv[1:]
client = boto3.client("secretsmanager", region_name=region)
sys.stdout.write(client.get_secret_value(SecretId=secret)["SecretString"])
PYTHON
}

# signal SUCCESS|FAILURE
signal() {
  local instance
  instance=$(metadata instance-id) && python3 - "$region" "$stack" "$logical_id" "$instance" "$1" <<'PYTHON'
import sys

import boto3

region, stack, logical_id, instance, status = sys.argv[1:]
client = boto3.client("cloudformation", region_name=region)
client.signal_resource(StackName=stack, LogicalResourceId=logical_id, UniqueId=instance, Status=status)
PYTHON
}

# Nobody waits for the signal of a machine that was made in place of another by hand: then it fails, and that is all.
tell_cloudformation() {
  local status=SUCCESS
  if (($1 != 0)); then status=FAILURE; fi
  retry 5 10 signal "$status" || say "CloudFormation could not be told of the $status"
}
trap 'tell_cloudformation $?' EXIT

download_setup() {
  curl --silent --show-error --fail --location --proto '=https' --max-time 60 --output "$setup" "$setup_url" &&
    bash -n "$setup"
}

run_setup() {
  QUEUE_ADDRESS=$queue_address REDIS_PASSWORD=$password REDIS_PORT=$redis_port bash "$setup"
}

export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a
# Ubuntu's own updates hold apt's lock at first boot.
echo 'DPkg::Lock::Timeout "600";' >/etc/apt/apt.conf.d/90-valohai-queue

say 'installing packages'
retry 5 30 install_packages || fail 'packages cannot be installed'

say 'reading the password of Redis'
password=$(retry 10 15 read_password) || fail 'the secret cannot be read'
# The setup script writes it into other files without quoting it.
[[ $password =~ ^[A-Za-z0-9]+$ ]] || fail 'the secret is not made of letters and digits'

say "setting up from $setup_url"
setup=$(mktemp)
retry 10 15 download_setup || fail 'the setup script cannot be downloaded'
# The setup script writes the password into this file; made beforehand, it stays readable to root alone.
install --mode=600 /dev/null /etc/systemd/system/worker-queue.service
retry 3 60 run_setup || fail 'the setup script failed'
rm -f "$setup"
unset password

# It only becomes active once its domain name leads here, which may take until Valohai has been told the address.
systemctl is-enabled --quiet worker-queue || fail 'the service is not installed'
say 'done'
