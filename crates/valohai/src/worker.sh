#!/bin/bash
# Turns an instance of Valohai's image of workers into a worker of one installation, at first boot.
# What it says is in /var/log/cloud-init-output.log, and in the system log that the EC2 console shows.
#
# User data can be read by whoever may describe launch templates, so there is no secret in it: the
# password of Redis comes from Secrets Manager, with the rights of the instance's own role. It is on
# no command line and in no variable of this script's, and is taken out of what Valohai's program says.
#
# It can be run again by hand.
set -Eeuo pipefail

readonly region='__REGION__'
readonly domain='__DOMAIN__'
# Nothing, where Redis has no password, and so no encryption either.
readonly secret='__SECRET__'
readonly queue_address='__QUEUE_ADDRESS__'
# Nothing, where the name leads there by itself.
readonly queue_private_ip='__QUEUE_PRIVATE_IP__'
readonly redis_port='__REDIS_PORT__'
readonly queues='__QUEUES__'
readonly session_manager='__SESSION_MANAGER__'

# What configures the worker is here on Valohai's images, unless it is on the path, and what it writes.
readonly usual_bring_up=/home/ubuntu/bup.pex
readonly settings=/etc/peon.config
# The status of what would fail again, however often it is tried.
readonly hopeless=9

say() { printf 'valohai-worker: %s\n' "$*"; }
fail() {
  trap - ERR
  say "FAILED: $*"
  exit 1
}
trap 'say "FAILED in line $LINENO"' ERR

# retry ATTEMPTS SECONDS COMMAND...
retry() {
  local attempts=$1 pause=$2 attempt status
  shift 2
  for ((attempt = 1; ; attempt++)); do
    status=0
    "$@" || status=$?
    if ((status == 0)); then return 0; fi
    say "$1: attempt $attempt of $attempts failed"
    if ((attempt >= attempts || status == hopeless)); then return 1; fi
    sleep "$pause"
  done
}

find_bring_up() {
  bring_up=$(command -v bup.pex) || bring_up=$usual_bring_up
  [[ -x $bring_up ]]
}

# The certificate of the queue is for its name. Where the name leads to a public address, workers would
# come from public addresses as well; but the queue's security group knows them by their private ones.
lead_to_queue() {
  sed --in-place '/ # valohai-worker$/d' /etc/hosts
  printf '%s %s # valohai-worker\n' "$queue_private_ip" "$queue_address" >>/etc/hosts
}

# Reads the password of Redis, where it has one, and hands it to the program of Valohai's that
# configures the worker.
# Needs nothing but Python, which cloud-init is written in, and so is wherever user data is run. What
# else is on the image is Valohai's to choose.
configure() {
  python3 - "$region" "$domain" "$secret" "$queue_address:$redis_port" "$queues" "$bring_up" "$hopeless" <<'PYTHON'
__AWS_CALLS__

import subprocess

secret, address, queues, bring_up, hopeless = sys.argv[3:]
redis, shown = f"redis://:@{address}", lambda text: text
if secret:
    try:
        password = read_secret(secret)
    except FAILURES as error:
        sys.exit(f"valohai-worker: the secret cannot be read: {error}")
    # It becomes a part of an address.
    if not (password.isascii() and password.isalnum()):
        print("valohai-worker: the secret is not made of letters and digits", flush=True)
        sys.exit(int(hopeless))
    redis, shown = f"rediss://:{password}@{address}", lambda text: text.replace(password, "********")
environment = {
    **os.environ,
    "QUEUES": queues,
    "CLOUD": "ec2",
    "INSTALLATION_TYPE": "private-worker",
    "REDIS_URL": redis,
    "PEON_EXTRA_CONFIG": '{"ALLOW_MOUNTS":"true"}',
}
how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
done = subprocess.run([bring_up, "--only=configure_peon"], env=environment, **how)
print(shown(done.stdout.decode(errors="replace")), end="", flush=True)
sys.exit(int(hopeless) if done.returncode else 0)
PYTHON
}

# Shells have to open above all on a worker that does not get any further. Images of Valohai's have
# the agent stopped.
if [[ $session_manager == true ]]; then
  snap start amazon-ssm-agent || say 'the agent of Session Manager cannot be started'
fi

find_bring_up || fail "there is no $usual_bring_up: the image is not one of Valohai's workers"
say "taking jobs from $queues at $queue_address"
if [[ -n $queue_private_ip ]]; then lead_to_queue; fi
retry 20 15 configure || fail 'the worker cannot be configured'
# The password is in there.
if [[ -e $settings ]]; then chmod 600 "$settings"; fi
systemctl restart peon || fail 'the worker cannot be started'
say 'done'
