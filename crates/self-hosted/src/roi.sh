#!/bin/bash
# Makes an instance of Valohai's image of the application one installation's, at first boot, and tells
# CloudFormation how it went. What it says is in /var/log/valohai-roi.log, for root and the group adm,
# in cloud-init's log, and in the system log that the EC2 console shows.
#
# User data can be read by whoever may describe the instance, so there is no secret in it: secrets come
# from Secrets Manager, with the rights of the instance's own role, and go straight into files for root
# alone. They are on no command line, in no unit and in no variable of this script's, so that neither a
# list of processes nor a trace can show them.
#
# It can be run again by hand: it reads all secrets anew, and restarts the application.
set -Eeuo pipefail

readonly region='__REGION__'
readonly domain='__DOMAIN__'
readonly stack='__STACK__'
readonly logical_id='__LOGICAL_ID__'
# Where the database is, and its secret, which holds the user and the password.
readonly database_host='__DATABASE_HOST__'
readonly database_port='__DATABASE_PORT__'
readonly database_name='__DATABASE_NAME__'
readonly database_secret='__DATABASE_SECRET__'
# Where the queue is, and the secret that is its password; nothing where it has none.
readonly queue_scheme='__QUEUE_SCHEME__'
readonly queue_host='__QUEUE_HOST__'
readonly queue_port='__QUEUE_PORT__'
readonly queue_secret='__QUEUE_SECRET__'
readonly optimo_secret='__OPTIMO_SECRET__'
# The secret that holds further settings of the application; nothing where there are none.
readonly configuration_secret='__CONFIGURATION_SECRET__'
readonly session_manager='__SESSION_MANAGER__'
readonly organization='__ORGANIZATION__'
# How many seconds everything together takes at most, however often it is tried: four fifths of what
# CloudFormation waits. The rest is for the machine to start, and for the signal.
readonly time_limit='__TIME_LIMIT__'

# What the application is told. The load balancer leads browsers to HTTPS; its own questions, and those
# of workers, come by HTTP, and must not be led anywhere.
readonly settings='URL_BASE=__URL__
PLATFORM_LONG_NAME=__NAME__
AWS_REGION=__REGION__
MAIN_STORAGE_TYPE=s3
AWS_S3_BUCKET_NAME=__BUCKET__
AWS_S3_KMS_KEY_ARN=__BUCKET_KEY__
AWS_S3_MULTIPART_UPLOAD_IAM_ROLE=__MULTIPART_ROLE__
INSTALLATION_TYPE=private
ROI_AUTO_MIGRATE=true
DEFAULT_FROM_EMAIL=noreply@__HOST__
SECURE_SSL_REDIRECT=false'
# And that is the text of a secret each.
readonly secrets='REPO_PRIVATE_KEY_SECRET=__REPOSITORY_SECRET__
SECRET_KEY=__APPLICATION_SECRET__
STATS_JWT_KEY=__JWT_SECRET__'
readonly log=/var/log/valohai-roi.log
readonly config=/etc/roi.config
readonly optimo_config=/etc/optimo.config
readonly units=/etc/systemd/system
readonly container=roi.service
readonly port=8000
# The status of what would fail again, however often it is tried.
readonly hopeless=9

# --- What is told, and how the script ends ---

doing='starting'
problem='unexpected-error'
explanation='unexpected error'
# What did not work, though the application does.
remark=
deadline=$time_limit

say() { printf 'valohai-roi: %s\n' "$*"; }

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

# Whatever happens, CloudFormation is told.
finish() {
  local status=$? outcome=SUCCESS
  trap - EXIT ERR
  # Nothing stops the report: no signal, and nobody who no longer listens.
  trap '' TERM INT HUP PIPE
  jobs -p | xargs --no-run-if-empty kill 2>/dev/null || true
  if ((status == 0)); then problem=$remark; else outcome=FAILURE; fi
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

# --- AWS, and other machines ---

# With nothing but Python, which cloud-init is written in: no package has to be there, so that
# CloudFormation is also told of an image that is not the application's.
#
#   aws_call configure        writes the configuration, with the secrets
#   aws_call reach HOST PORT  whether anybody takes connections there
#   aws_call answers          whether the application says that it is well
#   aws_call signal STACK LOGICAL_ID STATUS PROBLEM
aws_call() {
  python3 - "$region" "$domain" "$hopeless" "$@" <<'PYTHON'
__AWS_CALLS__

import socket
from urllib.parse import quote, urlencode

hopeless, command, *arguments = sys.argv[3:]


class Hopeless(Exception):
    """What would fail again."""


def entries(text):
    return dict(line.split("=", 1) for line in text.split("\n"))


def secret_of(what, secret):
    try:
        text = read_secret(secret)
    except (*FAILURES, AttributeError) as error:
        raise Refused(f"the secret of {what}: {error}")
    if not isinstance(text, str):
        raise Refused(f"the secret of {what} is no text")
    return text


# The container's environment has a line for each.
def one_line(what, text):
    if not isinstance(text, str) or not text or text.strip() != text or not text.isprintable():
        raise Hopeless(f"the secret of {what} is not one line of text")
    return text


def login(secret):
    try:
        found = json.loads(secret_of("the database", secret))
        user, password = found["username"], found["password"]
    except (ValueError, TypeError, LookupError):
        raise Hopeless("the secret of the database has no user and password")
    return ":".join(quote(one_line("the database", text), safe="") for text in (user, password))


def further(text):
    try:
        found = json.loads(text)
        wrong = [key for key in found if not key.isidentifier() or not key.isascii()]
        if not isinstance(found, dict) or wrong:
            raise ValueError
    except (ValueError, TypeError, AttributeError):
        raise Hopeless("the secret of the configuration is no JSON object of settings")
    return {key: value and one_line(f"the configuration, at {key},", value) for key, value in found.items()}


def write(file, lines):
    with open(file + ".new", "w") as new:
        new.write("".join(line + "\n" for line in lines))
    os.replace(file + ".new", file)


def configure(file, settings, secrets, database_secret, database, scheme, queue_secret, queue, optimo_secret, optimo_file, more):
    values = entries(settings)
    for key, secret in entries(secrets).items():
        values[key] = one_line(key, secret_of(key, secret))
    # There is no certificate of the client's, nor a home where one could be.
    values["DATABASE_URL"] = f"psql://{login(database_secret)}@{database}?sslmode=require&sslcertmode=disable"
    password = quote(one_line("the queue", secret_of("the queue", queue_secret)), safe="") if queue_secret else ""
    checked = "?ssl_cert_reqs=required" if scheme == "rediss" else ""
    redis = f"{scheme}://{':' + password + '@' if password else ''}{queue}/0{checked}"
    # Which of them the application reads depends on how old the image is.
    values.update(REDIS_URL=redis, CELERY_BROKER=redis, DEPLOY_REDIS_URL=redis)
    if optimo_secret:
        password = one_line("Optimo", secret_of("Optimo", optimo_secret))
        values["OPTIMO_ROOT_URL"] = "http://optimo.service:80/"
        values.update(OPTIMO_BASIC_AUTH_USERNAME="user", OPTIMO_BASIC_AUTH_PASSWORD=password)
    if more:
        values.update(further(secret_of("the configuration", more)))
    kept = []
    if os.path.exists(file):
        with open(file) as old:
            kept = [line for line in old.read().split("\n") if line.split("=", 1)[0] not in values]
    while kept and not kept[-1]:
        kept.pop()
    os.umask(0o077)
    write(file, kept + [f"{key}={value}" for key, value in values.items()])
    if optimo_secret:
        write(optimo_file, [f"OPTIMO_BASIC_AUTH_PASSWORD={password}"])


def reach(host, port):
    socket.create_connection((host, int(port)), timeout=10).close()


def answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
    connection.request("GET", "/healthz")
    status = connection.getresponse().status
    if status not in (200, 202):
        raise Refused(f"its health is {status}")


__SIGNAL__


def tell(words):
    print("valohai-roi:", " ".join(words.split())[:500], flush=True)


commands = {"configure": configure, "reach": reach, "answers": answers, "signal": signal}
try:
    commands[command](*arguments)
except Hopeless as error:
    tell(f"{command}: {error}")
    sys.exit(int(hopeless))
except FAILURES as error:
    tell(f"{command}: {error}")
    sys.exit(1)
PYTHON
}

# --- The steps ---

has_unit() { systemctl cat "$1.service" >/dev/null 2>&1; }

# Valohai's unit would have the password of Optimo on a command line, where everybody on the machine
# sees it. The container gets it from a file instead. The application finds Optimo by its name, in a
# network that the two have in common.
prepare_optimo() {
  local unit=$units/optimo.service
  if ! has_unit optimo || ! has_unit docker-network-vhnet; then
    say 'the image has no Optimo: there will be no Bayesian optimisation'
    return 1
  fi
  sed --in-place --regexp-extended \
    "s|-e +OPTIMO_BASIC_AUTH_PASSWORD(=[^[:space:]\\\\]*)?|--env-file=$optimo_config|" "$unit" || true
  if ! grep --quiet --fixed-strings -e "--env-file=$optimo_config" "$unit"; then
    say 'the unit of Optimo hands over the password in a way that is not known: there will be no Optimo'
    return 1
  fi
}

write_config() {
  aws_call configure "$config" "$settings" "$secrets" "$database_secret" "$database_host:$database_port/$database_name" \
    "$queue_scheme" "$queue_secret" "$queue_host:$queue_port" "$optimo" "$optimo_config" "$configuration_secret"
}

database_answers() { aws_call reach "$database_host" "$database_port"; }
queue_answers() { aws_call reach "$queue_host" "$queue_port"; }
application_answers() { aws_call answers "$port"; }

in_time() {
  local left=$((deadline - SECONDS))
  if ((left < 30)); then return "$hopeless"; fi
  heedful timeout --kill-after=20 "$left" "$@" 9>&-
}

# Older images have no unit for it.
set_up() {
  if has_unit roi-setup; then
    systemctl enable roi-setup && in_time systemctl restart roi-setup
    return
  fi
  in_time docker run --rm "--env-file=$config" valohai/roi:latest python manage.py migrate &&
    in_time docker run --rm "--env-file=$config" valohai/roi:latest python manage.py roi_init --mode dev
}

readonly look_for_organization='import os
from roi.models import Organization
there = Organization.objects.filter(username=os.environ["ORGANIZATION"]).exists()
print("organization:", "there" if there else "missing")'

create_organization() {
  local found
  found=$(in_time docker exec --env "ORGANIZATION=$organization" "$container" \
    python manage.py shell --command "$look_for_organization") || return 1
  if [[ $found == *'organization: there'* ]]; then return 0; fi
  if [[ $found != *'organization: missing'* ]]; then return 1; fi
  in_time docker exec "$container" \
    python manage.py roi_create_organization "--name=$organization" --for-superuser --skip-checks
}

# A second run at the same time would tell CloudFormation of its own failure. What outlives this run does not hold the lock.
exec 9>>/run/valohai-roi.lock
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

# Shells have to open above all on an instance that does not get any further. Images of Valohai's have
# the agent stopped.
if [[ $session_manager == true ]]; then
  snap start amazon-ssm-agent || say 'the agent of Session Manager cannot be started'
fi

begin 'looking at the image'
has_unit roi || fail no-application "there is no unit roi: the image is not one of Valohai's application"
optimo=
if prepare_optimo; then optimo=$optimo_secret; fi

begin "reading the secrets, and writing $config"
retry 20 15 write_config || fail cannot-read-secrets 'the configuration cannot be written'

begin 'connecting to the database'
retry 20 15 database_answers || fail cannot-reach-database "nobody answers at $database_host:$database_port"
begin 'connecting to the queue'
retry 20 15 queue_answers || fail cannot-reach-queue "nobody answers at $queue_host:$queue_port"

# It may run already, without its configuration, or with an older one.
begin 'setting up the application'
systemctl daemon-reload
systemctl stop roi
if has_unit docker-network-vhnet; then
  systemctl enable docker-network-vhnet
  retry 5 10 systemctl start docker-network-vhnet || fail no-container-network 'the network of the containers cannot be made'
fi
if [[ -n $optimo ]]; then
  systemctl enable optimo
  retry 5 10 systemctl restart optimo || {
    remark='optimo-not-started'
    say 'Optimo cannot be started: there will be no Bayesian optimisation'
  }
fi
retry 5 30 set_up || fail setup-failed 'the application cannot be set up: see journalctl -u roi-setup'

begin 'starting the application'
systemctl enable roi
retry 5 10 systemctl restart roi || fail cannot-start 'the application cannot be started: see journalctl -u roi'
begin 'waiting until the application answers'
retry 90 10 application_answers || fail no-answer 'the application does not answer: see journalctl -u roi'

if [[ -n $organization ]]; then
  begin "making the organization $organization, unless it is there"
  retry 3 20 create_organization || {
    remark='organization-not-made'
    say "the organization cannot be made; everything else works. Try: docker exec $container" \
      'python manage.py roi_create_organization --name=... --for-superuser --skip-checks'
  }
fi
say "its image is $(docker image inspect --format '{{.Id}}' valohai/roi:latest || true)"
