#!/bin/bash
# Makes a fresh Ubuntu the master of a Determined cluster, at every boot, and tells CloudFormation how the first one went. What it
# says is in /var/log/determined-master.log, for root and the group adm, in cloud-init's log, and in the system log that the EC2
# console shows. How it went is in the stream `determined-master-boot` of the cluster's log group as well.
#
# What is in master.yaml is in a parameter of Systems Manager, but for what is read when the machine boots: secrets, and images.
#
# User data can be read by whoever may describe the instance, so there is no secret in it: secrets come from Secrets Manager, with
# the rights of the instance's own role, and go straight into files for root alone. They are on no command line and in no variable
# of this script's, so that neither a list of processes nor a trace can show them.
#
# It can be run again by hand: it reads everything anew, and starts the master again.
set -Eeuo pipefail

readonly partition='__PARTITION__'
readonly region='__REGION__'
readonly log_group='__LOG_GROUP__'
readonly image='__MASTER_IMAGE__'
readonly port='__PORT__'
readonly database='__DATABASE_HOST__/__DATABASE_PORT__'
# Secrets by their ARNs, or nothing: the certificate with its key, and who may pull images.
readonly tls_secret='__TLS_SECRET__'
readonly docker_secret='__DOCKER_SECRET__'
readonly session_manager='__SESSION_MANAGER__'
# How many seconds everything together takes at most, however often it is tried: four fifths of what CloudFormation waits. The rest
# is for the machine to start, and for the signal.
readonly time_limit='__TIME_LIMIT__'

readonly master=determined-master
readonly log=/var/log/$master.log
readonly etc=/usr/local/determined/etc
# Where files wait that are for the next start of the master: one that runs may start again at any time.
readonly next=$etc.next
# The status of what would fail again, however often it is tried.
readonly hopeless=9

# --- What is told, and how the script ends ---

doing='starting'
problem='unexpected-error'
explanation='unexpected error'
deadline=$time_limit
work=

say() { printf '%s: %s\n' "$master" "$*"; }

begin() {
  doing=$*
  say "$doing"
}

# Whatever happens, CloudFormation is told. When it hears of a failure it may take the log group away, which hears of it before.
finish() {
  local status=$? outcome=SUCCESS words='done'
  trap - EXIT ERR
  # Nothing stops the report: no signal, and nobody who no longer listens.
  trap '' TERM INT HUP PIPE
  jobs -p | xargs --no-run-if-empty kill 2>/dev/null || true
  rm -rf "$work"
  if ((status == 0)); then problem=; else outcome=FAILURE words="FAILED: $explanation"; fi
  deadline=$((SECONDS + 120))
  retry 2 5 aws_call report "$log_group" "$master-boot" "$words" || say 'the log group could not be told'
  # The signal of a later boot, or of a machine that was made by hand, is refused: nobody waits for it.
  retry 6 10 aws_call signal '__STACK__' '__LOGICAL_ID__' "$outcome" "$problem" ||
    say "CloudFormation could not be told of the $outcome"
  say "$words"
  exit "$status"
}

__STEPS__

# step ATTEMPTS SECONDS COMMAND WORDS...: the command with `cannot-` has 44 characters at most, since it is in the event in
# CloudFormation.
step() {
  begin "${*:4}"
  retry "${@:1:3}" || {
    problem=cannot-${3//_/-} explanation=$doing
    exit 1
  }
}

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

# --- What others read ---

# What signs calls of AWS: the master's, and those of its agents.
signed_calls() {
  cat <<'PYTHON'
__AWS_CALLS__
PYTHON
}

aws_call() {
  { signed_calls && cat <<'PYTHON'; } | python3 - "$region" '__DOMAIN__' "$@"
__PROGRAM__
PYTHON
}

# --- The steps ---

write_configuration() {
  aws_call configure "$next" '__CONFIGURATION__' "$(signed_calls)" '__CONFIGURATION_SECRET__' "$tls_secret"
}

# Each partition has its own. Those of a boot before will do.
get_certificates() {
  local host=truststore.pki.rds.amazonaws.com
  case $partition in
    aws-cn) host=rds-truststore.s3.cn-north-1.amazonaws.com.cn ;;
    aws-us-gov) host=truststore.pki.us-gov-west-1.rds.amazonaws.com ;;
    *) ;;
  esac
  aws_call certify "$etc" "https://$host/global/global-bundle.pem" || [[ -e $etc/rds.pem ]]
}

# Ubuntu's own Docker, which its updates reach; an image may bring another one. Nobody is there to answer questions, and nothing may
# restart cloud-init, which runs this.
install_docker() {
  if type docker >/dev/null 2>&1; then return 0; fi
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
  # What an attempt before has left half done.
  dpkg --configure -a || true
  in_time apt-get update &&
    in_time apt-get --option DPkg::Lock::Timeout=300 install --yes --no-install-recommends docker.io
}

prepare_docker() {
  systemctl enable --now docker || return 1
  docker network inspect determined >/dev/null 2>&1 || docker network create determined
}

log_in_to_registry() { aws_call login "$docker_secret" '__DOCKER_REGISTRY__'; }

# That of a boot before will do.
pull_image() { in_time docker pull --quiet "$image" || docker image inspect "$image" >/dev/null 2>&1; }

reach_database() { timeout 10 bash -c "exec 3<>'/dev/tcp/$database'"; }
get_answer() { aws_call answer "http${tls_secret:+s}://127.0.0.1:$port/info"; }

in_time() {
  local left=$((deadline - SECONDS))
  if ((left < 30)); then return "$hopeless"; fi
  heedful timeout --kill-after=20 "$left" "$@" 9>&-
}

# What runs has an older configuration.
start_master() {
  if docker container inspect "$master" >/dev/null 2>&1; then
    docker stop -t 60 "$master"
    docker rm --force "$master"
  fi
  local file
  for file in "$next"/*; do
    if [[ -f $file ]]; then mv "$file" "$etc/" || return 1; fi
  done
  docker run --detach --pull never --name "$master" --network determined --restart unless-stopped \
    --log-driver awslogs --log-opt "awslogs-region=$region" --log-opt "awslogs-group=$log_group" \
    --log-opt "awslogs-stream=$master" --log-opt mode=non-blocking \
    --publish "$port:$port" --volume "$etc:/etc/determined:ro" "$image"
}

# A second run at the same time would tell CloudFormation of its own failure. What outlives this run does not hold the lock.
exec 9>>"/run/$master.lock"
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
# What Docker knows of the registry is gone when the script ends.
export DOCKER_CONFIG=$work

# Shells have to open above all on an instance that does not get any further.
if [[ $session_manager == true ]]; then
  snap start amazon-ssm-agent || say 'the agent of Session Manager cannot be started'
fi
install --directory --mode=700 "$etc" "$next"
step 20 15 write_configuration "writing $etc/master.yaml"
step 10 15 get_certificates 'getting the certificates of databases'
step 10 30 install_docker 'installing Docker'
step 5 10 prepare_docker 'starting Docker'
if [[ -n $docker_secret ]]; then step 10 15 log_in_to_registry 'logging in to the registry'; fi
step 10 30 pull_image "pulling $image"
step 20 15 reach_database "connecting to the database at $database"
step 5 10 start_master 'starting the master'
step 90 10 get_answer "waiting for the master, which has its log in the log group $log_group"
