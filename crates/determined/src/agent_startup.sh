#!/bin/bash
# Makes an agent ready, before Determined starts on it. Where this fails, the agent does not start: Determined says so in the log of
# the machine, replaces it when it has waited long enough, and shows this script there, which has no secret in it.
set -Eeuo pipefail

say() { printf 'determined-agent: %s\n' "$*"; }

# retry COMMAND WORDS...
retry() {
  local attempt
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    if "$1"; then return 0; fi
    say "${*:2}: attempt $attempt of 10 failed"
    sleep 15
  done
  say "FAILED: ${*:2}"
  exit 1
}
