#!/bin/bash
# Turns an instance of Valohai's image of workers into a worker of one installation, at first boot.
# What it says is in /var/log/cloud-init-output.log, and in the system log that the EC2 console shows.
#
# User data can be read by whoever may describe launch templates, so there is no secret in it: the
# password of Redis comes from Secrets Manager, with the rights of the instance's own role. It is on
# no command line, and is taken out of all that Valohai's programs say.
#
# It can be run again by hand.
set -Eeuo pipefail

readonly region='__REGION__'
readonly domain='__DOMAIN__'
readonly secret='__SECRET__'
readonly queue_address='__QUEUE_ADDRESS__'
readonly queue_private_ip='__QUEUE_PRIVATE_IP__'
readonly redis_port='__REDIS_PORT__'
readonly queues='__QUEUES__'
readonly session_manager='__SESSION_MANAGER__'

# Where the programs of Valohai are on its images, unless they are on the path.
readonly home=/home/ubuntu
readonly settings=/etc/peon.config

say() { printf 'valohai-worker: %s\n' "$*"; }
fail() {
  trap - ERR
  say "FAILED: $*"
  exit 1
}
trap 'say "FAILED in line $LINENO"' ERR

# retry ATTEMPTS SECONDS COMMAND...
retry() {
  local attempts=$1 pause=$2 attempt
  shift 2
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    if "$@"; then return 0; fi
    say "$1: attempt $attempt of $attempts failed" >&2
    if ((attempt < attempts)); then sleep "$pause"; fi
  done
  return 1
}

# Needs nothing but Python, which cloud-init is written in, and so is wherever user data is run. What
# else is on the image is Valohai's to choose.
read_password() {
  python3 - "$region" "$domain" "$secret" <<'PYTHON'
__AWS_CALLS__

secret = sys.argv[3]
headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "secretsmanager.GetSecretValue"}
try:
    answer = json.loads(call("secretsmanager", headers, json.dumps({"SecretId": secret})))
    sys.stdout.write(answer["SecretString"])
except FAILURES as error:
    sys.exit(f"valohai-worker: {type(error).__name__}: {error}")
PYTHON
}

# The certificate of the queue is for its name. The name leads to a public address, to which workers
# would come from public addresses as well; but the queue's security group knows workers by their
# private ones.
lead_to_queue() {
  sed --in-place '/ # valohai-worker$/d' /etc/hosts
  printf '%s %s # valohai-worker\n' "$queue_private_ip" "$queue_address" >>/etc/hosts
}

find_bring_up() {
  bring_up=$(command -v bup.pex) || bring_up=$home/bup.pex
  [[ -x $bring_up ]]
}

without_password() {
  local line
  while IFS= read -r line || [[ -n $line ]]; do printf '%s\n' "${line//"$password"/********}"; done
}

configure() {
  QUEUES=$queues CLOUD=ec2 INSTALLATION_TYPE=private-worker \
    REDIS_URL=rediss://:$password@$queue_address:$redis_port PEON_EXTRA_CONFIG='{"ALLOW_MOUNTS":"true"}' \
    "$bring_up" --only=configure_peon 2>&1 | without_password
}

# Shells have to open above all on a worker that does not get any further. Images of Valohai's have
# the agent stopped.
if [[ $session_manager == true ]]; then
  snap start amazon-ssm-agent || say 'the agent of Session Manager cannot be started'
fi

find_bring_up || fail "there is no $home/bup.pex: the image is not one of Valohai's workers"

say 'reading the password of Redis'
password=$(retry 20 15 read_password) || fail 'the secret cannot be read'
# It becomes a part of an address.
[[ $password =~ ^[A-Za-z0-9]+$ ]] || fail 'the secret is not made of letters and digits'

say "taking jobs from $queues at $queue_address"
lead_to_queue
retry 3 10 configure || fail 'the worker cannot be configured'
# The password is in there.
if [[ -e $settings ]]; then chmod 600 "$settings"; fi
systemctl restart peon || fail 'the worker cannot be started'
say 'done'
