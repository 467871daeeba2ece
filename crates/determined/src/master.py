# What the master's boot script asks of AWS, behind what signs calls, with nothing but Python, which cloud-init is written in: no
# package has to be there, so that CloudFormation is also told of packages that cannot be installed.
import ssl, subprocess, time
from urllib.parse import urlencode

command, *arguments = sys.argv[3:]


class Hopeless(Exception):
    """What would fail again."""


def post(service, target, **request):
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
    return json.loads(call(service, headers, json.dumps(request)) or "{}")


def text_of(secret):
    text = read_secret(secret)
    if not text:
        raise Hopeless(f"{secret} has no text")
    return text


def entries(secret, *names):
    text = text_of(secret)
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in names):
        raise Hopeless(f"{secret} is no JSON object of {' and '.join(names) or 'settings'}")
    return found


def parameter(name):
    return post("ssm", "AmazonSSM.GetParameter", Name=name)["Parameter"]["Value"]


# What is only known when the machine boots stands as an object in place of a text.
def complete(value):
    if isinstance(value, list):
        return [*map(complete, value)]
    if not isinstance(value, dict):
        return value
    if "$parameter" in value:
        return parameter(value["$parameter"])
    if "$field" in value:
        return entries(value["$secret"], value["$field"])[value["$field"]]
    if "$secret" in value:
        return text_of(value["$secret"])
    return {key: complete(item) for key, item in value.items()}


def merge(more, into):
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(value, into[key])
        else:
            into[key] = value


def write(folder, files):
    os.umask(0o077)
    new = [f"{folder}/{name}.new" for name in files]
    for place, text in zip(new, files.values()):
        with open(place, "w") as file:
            file.write(text)
    if "master.key" in files:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*new[1:])
        except ssl.SSLError:
            raise Hopeless("the certificate and its key are not PEM, or do not belong together")
    for place in new:
        os.replace(place, place[:-4])


def configure(folder, configuration, calls, more, tls):
    found = json.loads(parameter(configuration))
    # What launches the agents of all pools is said once, and what signs calls of theirs is at hand.
    provider = found.pop("$provider")
    if "startup_script" in provider:
        provider["startup_script"] = provider["startup_script"].replace("__CALLS__", calls)
    for pool in found["resource_pools"]:
        pool["provider"] = {**provider, **pool["provider"]}
    found = complete(found)
    if more:
        merge(entries(more), found)
    # All JSON is YAML, and leaves no doubt about what is a text.
    files = {"master.yaml": json.dumps(found, indent=2, ensure_ascii=False) + "\n"}
    if tls:
        pair = entries(tls, "certificate", "private_key")
        # The master puts both into the user data of agents, each in Base64, beside a script of less than 3,000 bytes.
        if 3000 + 4 / 3 * len(provider.get("startup_script", "") + pair["certificate"]) > 16384:
            raise Hopeless("the certificate, with those behind it, is too long for the user data of agents")
        files.update({"master.crt": pair["certificate"], "master.key": pair["private_key"]})
    write(folder, files)


def certify(folder, url):
    text = urlopen(url, timeout=60).read().decode()
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    write(folder, {"rds.pem": text})


def login(secret, registry):
    user = entries(secret, "username", "password")
    docker = ["docker", "login", "--username=" + user["username"], "--password-stdin", *registry.split()]
    subprocess.run(docker, input=user["password"], text=True, check=True)


def answer(url):
    context = ssl.create_default_context()
    # Its certificate is for another name than the one it has for itself.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    urlopen(url, timeout=10, context=context)


def report(group, stream, words):
    place = {"logGroupName": group, "logStreamName": stream}
    try:
        post("logs", "Logs_20140328.CreateLogStream", **place)
    except Refused as error:
        if "AlreadyExists" not in str(error):
            raise
    events = [{"timestamp": int(time.time() * 1000), "message": words}]
    post("logs", "Logs_20140328.PutLogEvents", logEvents=events, **place)


__SIGNAL__


try:
    globals()[command](*arguments)
except (Hopeless, AttributeError, TypeError, subprocess.SubprocessError, *FAILURES) as error:
    print(f"determined-master: {command}:", " ".join(str(error).split())[:500], flush=True)
    sys.exit(9 if isinstance(error, Hopeless) else 1)
