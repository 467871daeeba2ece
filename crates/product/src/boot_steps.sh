interrupted() {
  problem=stopped-from-outside explanation="stopped from outside while $doing"
  exit 143
}

unexpected() {
  problem=unexpected-error-in-line-$1 explanation="unexpected error in line $1 while $doing"
}

# heedful COMMAND...: signals are heeded at once, not only when the command has ended.
heedful() {
  "$@" &
  wait "$!"
}

# retry ATTEMPTS SECONDS COMMAND...
retry() {
  local attempts=$1 pause=$2 attempt status
  shift 2
  for ((attempt = 1; ; attempt++)); do
    status=0
    "$@" || status=$?
    if ((status == 0)); then return 0; fi
    say "$1: attempt $attempt of $attempts failed"
    if ((attempt >= attempts || status == hopeless)); then return "$status"; fi
    if ((SECONDS + pause >= deadline)); then
      say 'no time is left to try again'
      return "$status"
    fi
    heedful sleep "$pause"
  done
}
