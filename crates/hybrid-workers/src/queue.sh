#!/bin/bash
# Turns a fresh Ubuntu into the Valohai queue, at first boot, and tells CloudFormation how it went.
# What it says is in /var/log/valohai-queue.log, for root and the group adm, in cloud-init's log,
# and in the system log that the EC2 console shows.
#
# User data can be read by whoever may describe the instance, so there is no secret in it: the
# password of Redis comes from Secrets Manager, with the rights of the instance's own role, and goes
# straight into a file for root alone. It is on no command line, in no unit and in no variable of
# this script's, so that neither a list of processes nor a trace can show it.
#
# It can be run again by hand: it reads the password anew, updates the software, and restarts Redis.
set -Eeuo pipefail

readonly region='__REGION__'
readonly domain='__DOMAIN__'
readonly stack='__STACK__'
readonly logical_id='__LOGICAL_ID__'
readonly secret='__SECRET__'
readonly queue_address='__QUEUE_ADDRESS__'
readonly redis_port='__REDIS_PORT__'
readonly setup_url='https://raw.githubusercontent.com/valohai/worker-queue/__REVISION__/host/setup.sh'
# How many seconds everything together takes at most, however often it is tried: four fifths of what
# CloudFormation waits. The rest is for the machine to start, and for the signal.
readonly time_limit='__TIME_LIMIT__'

readonly log=/var/log/valohai-queue.log
readonly environment=/etc/valohai-queue/environment
readonly service=worker-queue
readonly unit=/etc/systemd/system/$service.service
# The status of what would fail again, however often it is tried.
readonly hopeless=9

# --- What is told, and how the script ends ---

doing='starting'
problem='unexpected-error'
explanation='unexpected error'
deadline=$time_limit
work=
paused_timers=()

say() { printf 'valohai-queue: %s\n' "$*"; }

begin() {
  doing=$*
  say "$doing"
}

# fail NAME WORDS...: the name has 44 characters at most, since it is in the event in CloudFormation.
fail() {
  problem=$1
  shift
  explanation=$*
  exit 1
}

# Whatever happens, Ubuntu gets its updates back, and CloudFormation is told.
finish() {
  local status=$? outcome=SUCCESS
  trap - EXIT ERR
  # Nothing stops the report: no signal, and nobody who no longer listens.
  trap '' TERM INT HUP PIPE
  jobs -p | xargs --no-run-if-empty kill 2>/dev/null || true
  if ((${#paused_timers[@]} > 0)); then systemctl start "${paused_timers[@]}" || true; fi
  if [[ -n $work ]]; then rm -rf "$work"; fi
  if ((status == 0)); then problem=; else outcome=FAILURE; fi
  deadline=$((SECONDS + 120))
  # The signal of a later run, or of a machine that was made by hand, is refused: nobody waits for it.
  retry 6 10 aws_call signal "$stack" "$logical_id" "$outcome" "$problem" ||
    say "CloudFormation could not be told of the $outcome"
  if ((status == 0)); then say 'done'; else say "FAILED: $explanation"; fi
  exit "$status"
}

__STEPS__

# The same file for all runs. What stops the script lets its last words through.
start_log() {
  touch "$log"
  chmod 640 "$log"
  chgrp adm "$log" || true
  exec > >(
    trap '' TERM INT HUP
    exec tee --append "$log" 9>&-
  ) 2>&1
}

# --- AWS ---

# Calls AWS with nothing but Python, which cloud-init is written in: no package has to be there, so
# that CloudFormation is also told of packages that cannot be installed.
#
#   aws_call read-password SECRET FILE
#   aws_call signal STACK LOGICAL_ID STATUS PROBLEM
aws_call() {
  python3 - "$region" "$domain" "$hopeless" "$@" <<'PYTHON'
__AWS_CALLS__

import re
from urllib.parse import urlencode

hopeless, command, *arguments = sys.argv[3:]


class Hopeless(Exception):
    """What would fail again."""


def read_password(secret, file):
    password = read_secret(secret)
    # The container writes it into other files without quoting it.
    if not re.fullmatch("[A-Za-z0-9]+", password):
        raise Hopeless("the secret is not made of letters and digits")
    os.umask(0o077)
    with open(file + ".new", "w") as new:
        new.write(f"REDIS_PASSWORD={password}\n")
    os.replace(file + ".new", file)


__SIGNAL__


def tell(words):
    print("valohai-queue:", " ".join(words.split())[:500], flush=True)


try:
    {"read-password": read_password, "signal": signal}[command](*arguments)
except Hopeless as error:
    tell(f"{command}: {error}")
    sys.exit(int(hopeless))
except FAILURES as error:
    tell(f"{command}: {error}")
    sys.exit(1)
PYTHON
}

# --- The steps ---

# Ubuntu's own updates start at first boot, too, and have apt locked while they run.
pause_updates() {
  local timer
  for timer in apt-daily.timer apt-daily-upgrade.timer; do
    if systemctl is-active --quiet "$timer"; then
      paused_timers+=("$timer")
      systemctl stop "$timer"
    fi
  done
  while [[ $(systemctl is-active apt-daily.service apt-daily-upgrade.service) == *activating* ]]; do
    if ((SECONDS > time_limit / 2)); then return 1; fi
    heedful sleep 5
  done
}

# Nobody is there to answer questions, and nothing may restart cloud-init, which runs this.
prepare_apt() {
  export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 NEEDRESTART_SUSPEND=1
  export APT_CONFIG=$work/apt.conf
  cat >"$APT_CONFIG" <<'APT'
Acquire::Retries "3";
DPkg::Lock::Timeout "300";
DPkg::Options { "--force-confdef"; "--force-confold"; };
APT
}

# What the set-up script takes for granted. Ubuntu's usual images have it.
install_tools() {
  if type curl gpg lsb_release sudo >/dev/null 2>&1; then return 0; fi
  heedful apt-get update &&
    heedful apt-get install --yes --no-install-recommends ca-certificates curl gnupg lsb-release sudo
}

# The set-up script would write the password into a unit, and so onto a command line, where everybody
# on the machine sees it. The container gets it from the file instead.
readonly handover="-e REDIS_PASSWORD=\$REDIS_PASSWORD"
download_setup() {
  curl --silent --show-error --fail --location --proto '=https' --max-time 60 --output "$setup" "$setup_url" ||
    return 1
  # Neither a page that says what is wrong, nor a half of it.
  if ! bash -n "$setup" || ! grep --quiet "^systemctl .*$service" "$setup"; then
    say 'this is not the setup script'
    return 1
  fi
  if ! grep --quiet --fixed-strings -e "$handover" "$setup"; then
    say 'the setup script of this revision hands over the password in a way that would show it'
    return "$hopeless"
  fi
  sed --in-place "s|$handover|--env-file $environment|" "$setup"
}

run_setup() {
  local left=$((deadline - SECONDS))
  if ((left < 30)); then return "$hopeless"; fi
  # What an attempt before has left half done.
  dpkg --configure -a || true
  rm -f /usr/share/keyrings/docker-archive-keyring.gpg /etc/apt/sources.list.d/docker.list
  QUEUE_ADDRESS=$queue_address REDIS_PORT=$redis_port REDIS_PASSWORD=in-the-file \
    heedful timeout --kill-after=20 "$left" bash "$setup" 9>&-
}

# A second run at the same time would tell CloudFormation of its own failure. What outlives this run does not hold the lock.
exec 9>>/run/valohai-queue.lock
flock --nonblock 9 || {
  say 'it runs already' >&2
  exit 1
}
trap finish EXIT
trap 'unexpected "$LINENO"' ERR
trap interrupted TERM INT HUP
start_log
begin "starting, with $time_limit seconds at most"
export HOME=${HOME:-/root}
work=$(mktemp --directory)
readonly setup=$work/setup.sh

begin 'reading the password of Redis'
install --directory --mode=700 "${environment%/*}"
retry 20 15 aws_call read-password "$secret" "$environment" ||
  fail cannot-read-secret 'the secret cannot be read'
echo "REDIS_PORT=$redis_port" >>"$environment"

begin 'waiting until Ubuntu has updated itself'
pause_updates || say "it still does, after $SECONDS seconds"

begin 'installing what the setup script needs'
prepare_apt
retry 5 30 install_tools || fail cannot-install-packages 'packages cannot be installed'

begin "setting up from $setup_url"
retry 10 15 download_setup || fail cannot-download-setup 'the setup script cannot be downloaded'
order=start
if [[ -e $unit ]]; then order=restart; fi
retry 5 60 run_setup || fail setup-failed 'the setup script failed'

# It only answers once its domain name leads here, which may take until Valohai knows the address.
begin 'starting Redis'
systemctl daemon-reload
systemctl "$order" "$service"
systemctl is-enabled --quiet "$service" || fail service-not-enabled 'the service would not start at the next boot'
say "its image is $(docker image inspect --format '{{join .RepoDigests " "}}' valohai/worker-queue:latest || true)"
