# Signed calls of AWS's services, with nothing but Python: no package has to be there. Scripts put the region and the
# domain of its partition first among the arguments.
import datetime, hashlib, hmac, http.client, json, os, sys
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener, urlopen

region, domain = sys.argv[1:3]
metadata_service = os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.169.254")


class Refused(Exception):
    """What AWS answers when it does not do something."""


FAILURES = Refused, OSError, ValueError, LookupError, http.client.HTTPException


def metadata(path):
    base = metadata_service.rstrip("/") + "/latest/"
    ask = lambda request: build_opener(ProxyHandler({})).open(request, timeout=5).read().decode()
    lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    token = ask(Request(base + "api/token", headers=lifetime, method="PUT"))
    return ask(Request(base + "meta-data/" + path, headers={"X-aws-ec2-metadata-token": token}))


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
def call(service, headers, body):
    roles = "iam/security-credentials/"
    keys = json.loads(metadata(roles + metadata(roles).split()[0]))
    endpoint = os.environ.get("AWS_ENDPOINT_URL", f"https://{service}.{region}.{domain}").rstrip("/")
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {**headers, "host": urlsplit(endpoint).netloc, "x-amz-date": now, "x-amz-security-token": keys["Token"]}
    names = sorted(headers)
    digest = lambda text: hashlib.sha256(text.encode()).hexdigest()
    lines = ["POST", "/", "", *(f"{name}:{headers[name]}" for name in names), "", ";".join(names), digest(body)]
    scope = [now[:8], region, service, "aws4_request"]
    text = "\n".join(["AWS4-HMAC-SHA256", now, "/".join(scope), digest("\n".join(lines))])
    key = b"AWS4" + keys["SecretAccessKey"].encode()
    for part in [*scope, text]:
        key = hmac.new(key, part.encode(), "sha256").digest()
    credential = "/".join([keys["AccessKeyId"], *scope])
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={';'.join(names)}, Signature={key.hex()}"
    )
    try:
        return urlopen(Request(endpoint + "/", body.encode(), headers), timeout=20).read()
    except HTTPError as error:
        raise Refused(f"{service}: {error.code} {error.read().decode(errors='replace')}")


def read_secret(secret):
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "secretsmanager.GetSecretValue"}
    return json.loads(call("secretsmanager", headers, json.dumps({"SecretId": secret}))).get("SecretString", "")
