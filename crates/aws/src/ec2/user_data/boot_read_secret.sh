# The text of a secret, or one field of a secret that holds JSON.
purlin_read_secret() (
  region=$(echo "$1" | cut -d: -f4)
  secret=$(purlin_retry aws secretsmanager get-secret-value --secret-id "$1" --region "$region" --query SecretString --output text) || exit 1
  [ "$secret" != None ] || { echo "$1 holds no text" >&2; exit 1; }
  [ $# -gt 1 ] || { printf '%s\n' "$secret"; exit 0; }
  python=$(command -v python3 || command -v python) || { echo "Python, which reads $2 of $1, is not installed" >&2; exit 1; }
  printf '%s' "$secret" | "$python" -c '
import json, sys
value = json.load(sys.stdin)[sys.argv[1]]
text = value if isinstance(value, type(u"")) else json.dumps(value)
getattr(sys.stdout, "buffer", sys.stdout).write(text.encode("utf-8"))
' "$2" || { echo "$1 has no field $2" >&2; exit 1; }
)
