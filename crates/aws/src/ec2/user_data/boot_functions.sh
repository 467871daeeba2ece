# What the machine may read may take minutes to be allowed: tries a command ten times, in five minutes.
purlin_retry() (
  command -v "$1" >/dev/null || { echo "$1 is not installed" >&2; exit 1; }
  attempt=1 pause=2
  until output=$("$@"); do
    [ "$attempt" -lt 10 ] || { echo "failed $attempt times: $*" >&2; exit 1; }
    sleep "$pause"
    attempt=$((attempt + 1)) pause=$((pause < 60 ? pause * 2 : 60))
  done
  printf '%s\n' "$output"
)
