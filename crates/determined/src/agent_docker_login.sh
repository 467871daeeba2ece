
# With Python, which cloud-init is written in, and the rights of the agent's own role. The password is on no command line.
log_in() {
  python3 - '__REGION__' '__DOMAIN__' '__DOCKER_SECRET__' '__DOCKER_REGISTRY__' <<'PYTHON'
__CALLS__

import subprocess

secret, registry = sys.argv[3:]
try:
    user = json.loads(read_secret(secret))
    docker = ["docker", "login", "--username=" + user["username"], "--password-stdin", *registry.split()]
    subprocess.run(docker, input=user["password"], text=True, check=True)
except (AttributeError, TypeError, subprocess.SubprocessError, *FAILURES) as error:
    print("determined-agent: login:", " ".join(str(error).split())[:500], flush=True)
    sys.exit(1)
PYTHON
}

retry log_in 'logging in to the registry of the images'
