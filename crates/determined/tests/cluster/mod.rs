//! The master of a cluster as a machine that boots, and what it talks to.

#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use purlin_boot_sandbox::Machine;
use serde_json::{Value, json};

pub const ACCOUNT: &str = "111122223333";
pub const REGION: &str = "eu-west-1";
pub const INSTANCE: &str = "i-0123456789abcdef0";
pub const ETC: &str = "usr/local/determined/etc";
pub const CONFIGURATION: &str = "usr/local/determined/etc/master.yaml";
pub const LOG: &str = "var/log/determined-master.log";

/// What the machine image of agents is behind, unless told otherwise.
pub const AGENT_IMAGE: &str =
    "/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-ubuntu-22.04/latest/ami-id";
/// It came from somebody who likes other characters, and is a number to some readers of YAML.
pub const DATABASE_PASSWORD: &str = "'p@ss\" \\ \u{fc}\u{1f511}: 1e3 #";
pub const INITIAL_PASSWORD: &str = "12e456";

/// Docker knows the container and the network of files, and keeps what it is told at login where it does.
const DOCKER: &str = r#"case "$1 $2" in
'container inspect') [[ -e $HERE/container ]] ;;
'network inspect') [[ -e $HERE/network ]] ;;
'network create') touch "$HERE/network" ;;
'login '*) cat >"$DOCKER_CONFIG/config.json"; [[ ! -e $HERE/refuses-logins ]] ;;
'pull '*)
  if [[ -e $HERE/hang-pull ]]; then touch "$HERE/hangs"; exec "$HERE/real-sleep" 1000; fi
  [[ ! -e $HERE/private || $(cat "$DOCKER_CONFIG/config.json") == "$(cat "$HERE/private")" ]] && touch "$HERE/pulled" ;;
'rm '*) rm "$HERE/container" ;;
'image inspect') [[ -e $HERE/pulled ]] ;;
'run '*) [[ ! -e $HERE/refuses-containers ]] && cp "$HERE/usr/local/determined/etc/master.yaml" "$HERE/container" ;;
esac"#;
/// What stands in for it where Docker is missing.
pub const APT: &str = "if [[ $* == *docker.io ]]; then cp \"$HERE/docker.io\" \"$HERE/bin/docker\"; fi";

/// A server on this machine that answers with one status after the other, the last one for good, and has the certificates of
/// databases.
pub struct Server {
    pub port: u16,
    answers: Arc<Mutex<VecDeque<u16>>>,
    certificates: Arc<Mutex<String>>,
    pub requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answers = Arc::new(Mutex::new(VecDeque::from([200])));
        let certificates = Arc::new(Mutex::new(CERTIFICATE.to_owned()));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let server = Server { port, answers, certificates, requests };
        let (answers, certificates) = (Arc::clone(&server.answers), Arc::clone(&server.certificates));
        let requests = Arc::clone(&server.requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut line = String::new();
                // Who only knocks says nothing.
                if BufReader::new(&stream).read_line(&mut line).unwrap_or(0) == 0 {
                    continue;
                }
                let is_download = line.contains(".pem ");
                requests.lock().unwrap().push(line.trim_end().to_owned());
                let mut answers = answers.lock().unwrap();
                let (status, text) = match is_download {
                    true => (200, certificates.lock().unwrap().clone()),
                    false if answers.len() > 1 => (answers.pop_front().unwrap(), String::new()),
                    false => (answers[0], String::new()),
                };
                let head = format!("HTTP/1.1 {status} -\r\nContent-Length: {}\r\n\r\n{text}", text.len());
                let _ = stream.write_all(head.as_bytes());
            }
        });
        server
    }

    /// What the master answers.
    pub fn answers(&self, statuses: &[u16]) {
        *self.answers.lock().unwrap() = statuses.iter().copied().collect();
    }

    /// What is downloaded as the certificates of databases.
    pub fn certificates(&self, text: &str) {
        text.clone_into(&mut self.certificates.lock().unwrap());
    }
}

/// A certificate, and its key: both are of no use elsewhere.
pub const CERTIFICATE: &str = include_str!("../certificates/master.crt");
pub const PRIVATE_KEY: &str = include_str!("../certificates/master.key");
/// A key that does not go with it.
pub const OTHER_KEY: &str = include_str!("../certificates/other.key");

/// A master that answers by HTTPS, with what it was given as its certificate and its key.
pub struct TlsMaster {
    process: Child,
    pub port: u16,
}

impl TlsMaster {
    pub fn start(certificate: &Path) -> Self {
        let program = "import http.server, ssl, sys\n\
                       class Master(http.server.BaseHTTPRequestHandler):\n\
                       \x20   def do_GET(self):\n\
                       \x20       self.send_response(200 if self.path == '/info' else 404)\n\
                       \x20       self.end_headers()\n\
                       context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n\
                       context.load_cert_chain(sys.argv[1])\n\
                       server = http.server.HTTPServer(('127.0.0.1', 0), Master)\n\
                       server.socket = context.wrap_socket(server.socket, server_side=True)\n\
                       print(server.server_port, flush=True)\n\
                       server.serve_forever()\n";
        let mut command = Command::new("python3");
        command.args(["-c", program]).arg(certificate).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        TlsMaster { process, port: line.trim().parse().unwrap() }
    }
}

impl Drop for TlsMaster {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The instance of a cluster, about to boot.
pub struct Cluster {
    pub machine: Machine,
    pub server: Server,
    pub log_group: String,
    template: Value,
}

impl Cluster {
    /// That of a template, with the master, the database and the certificates of databases at one port of this machine.
    pub fn new(template: Value) -> Self {
        let server = Server::start();
        let port = server.port;
        let script = script(&template);
        let value =
            |name: &str| script.split_once(&format!("readonly {name}='")).unwrap().1.split('\'').next().unwrap();
        let setting = |name: &str| format!("readonly {name}='{}'", value(name));
        let log_group = value("log_group").to_owned();
        let machine = Machine::new(&script)
            .with(&setting("port"), &format!("readonly port='{port}'"))
            .with(&setting("database"), &format!("readonly database='127.0.0.1/{port}'"))
            .with("\"https://$host/", &format!("\"http://127.0.0.1:{port}/$host/"));
        for (name, body) in [("apt-get", APT), ("docker", DOCKER), ("dpkg", "")] {
            machine.stand_in(name, body);
        }
        let cluster = Cluster { machine, server, log_group, template };
        let aws = &cluster.machine.aws;
        let login = json!({"username": "postgres", "password": DATABASE_PASSWORD, "host": "elsewhere"}).to_string();
        aws.secret_holds(&cluster.secret("DeterminedDatabasePassword").unwrap(), &login);
        if let Some(secret) = cluster.secret("DeterminedInitialPassword") {
            aws.secret_holds(&secret, INITIAL_PASSWORD);
        }
        aws.parameter_holds(AGENT_IMAGE, "ami-0123456789abcdef0");
        let (name, text) = configuration(&cluster.template);
        aws.parameter_holds(&name, &text);
        cluster
    }

    /// The ARN of the secret whose logical id begins like this.
    pub fn secret(&self, id: &str) -> Option<String> {
        let resources = self.template["Resources"].as_object().into_iter().flatten();
        let mut names = resources
            .filter(|(name, resource)| name.starts_with(id) && resource["Type"] == "AWS::SecretsManager::Secret");
        names.next().map(|(name, _)| secret_arn(name))
    }

    /// Changes the script: for what would take too long otherwise.
    pub fn with(self, from: &str, to: &str) -> Self {
        Cluster { machine: self.machine.with(from, to), ..self }
    }

    /// Takes Docker away, which Ubuntu's package brings back.
    pub fn without_docker(&self) {
        let bin = self.machine.path().join("bin/docker");
        std::fs::rename(bin, self.machine.path().join("docker.io")).unwrap();
    }

    /// Boots a master that gets ready.
    #[track_caller]
    pub fn boots(&self) -> String {
        let boot = self.machine.boot();
        assert_eq!(boot.status, Some(0), "{}", boot.told);
        assert!(boot.told.ends_with("determined-master: done\n"), "{}", boot.told);
        boot.told
    }

    /// Boots a master that fails, tells why, and tells CloudFormation.
    #[track_caller]
    pub fn fails(&self, words: &str, problem: &str) -> String {
        let boot = self.machine.boot();
        assert_eq!(boot.status, Some(1), "{}", boot.told);
        assert!(boot.told.ends_with(&format!("determined-master: FAILED: {words}\n")), "{}", boot.told);
        assert_eq!(self.machine.aws.signals(), [signal("FAILURE", problem)], "{}", boot.told);
        boot.told
    }

    /// What is in the configuration of the master.
    pub fn configuration(&self) -> Value {
        serde_json::from_str(&self.machine.read(CONFIGURATION)).unwrap()
    }

    /// The calls of programs that change something, in their order.
    pub fn steps(&self) -> Vec<String> {
        let programs = ["snap ", "apt-get ", "systemctl ", "docker "];
        let calls = self.machine.read("calls");
        calls
            .lines()
            .filter(|call| programs.iter().any(|start| call.starts_with(start)))
            .map(ToOwned::to_owned)
            .collect()
    }
}

/// One signal, of which the id begins with the instance's.
pub fn signal(status: &str, problem: &str) -> (String, String) {
    let id = if problem.is_empty() { INSTANCE.to_owned() } else { format!("{INSTANCE}:{problem}") };
    (status.to_owned(), id)
}

fn secret_arn(logical_id: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{logical_id}-AbCdEfGhIjKl-AbCdEf")
}

/// The user data of the master as it is after deployment.
pub fn user_data(template: &Value) -> String {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let mut instances = resources.filter(|(_, resource)| resource["Type"] == "AWS::EC2::Instance");
    let (_, instance) = instances.next().unwrap();
    resolve(template, &instance["Properties"]["UserData"]["Fn::Base64"])
}

/// The parameter that the master reads its configuration from: its name, and what is in it.
pub fn configuration(template: &Value) -> (String, String) {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let mut parameters = resources.filter(|(_, resource)| resource["Type"] == "AWS::SSM::Parameter");
    let (name, parameter) = parameters.next().unwrap();
    (resolve(template, &json!({"Ref": name})), resolve(template, &parameter["Properties"]["Value"]))
}

/// The parts of user data, as Python reads them, which is what cloud-init does: the type of each, and what is in it.
pub fn parts(user_data: &str) -> Vec<(String, String)> {
    let program = "import email, json, sys\n\
                   parts = [part for part in email.message_from_string(sys.stdin.read()).walk() if not part.is_multipart()]\n\
                   print(json.dumps([[part.get_content_type(), part.get_payload(decode=True).decode()] for part in parts]))";
    let mut command = Command::new("python3");
    let mut python = command.args(["-c", program]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(user_data.as_bytes()).unwrap();
    serde_json::from_slice(&python.wait_with_output().unwrap().stdout).unwrap()
}

/// The script among them.
pub fn script(template: &Value) -> String {
    let parts = parts(&user_data(template));
    parts.into_iter().find(|(kind, _)| kind == "text/x-shellscript").unwrap().1
}

/// What a template's function comes to during deployment.
fn resolve(template: &Value, value: &Value) -> String {
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    if let Some(pieces) = value["Fn::Join"][1].as_array() {
        return pieces.iter().map(|piece| resolve(template, piece)).collect();
    }
    if let Some(name) = value["Ref"].as_str() {
        return match (name, template["Resources"][name]["Type"].as_str()) {
            ("AWS::Region", _) => REGION.to_owned(),
            ("AWS::Partition", _) => "aws".to_owned(),
            ("AWS::AccountId", _) => ACCOUNT.to_owned(),
            ("AWS::URLSuffix", _) => "amazonaws.com".to_owned(),
            ("AWS::StackId", _) => {
                let id = "5f0c3a7e-1111-2222-3333-444455556666";
                format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/Test/{id}")
            }
            (_, Some("AWS::SecretsManager::Secret")) => secret_arn(name),
            // It stands for the secret that the database has written its address into.
            (_, Some("AWS::SecretsManager::SecretTargetAttachment")) => {
                resolve(template, &template["Resources"][name]["Properties"]["SecretId"])
            }
            _ => format!("{name}-a1b2c3d4e5f6"),
        };
    }
    let attribute: Vec<&str> = value["Fn::GetAtt"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    match attribute[..] {
        [_, attribute] if attribute.ends_with("Port") => "5432".to_owned(),
        [name, "Arn"] => format!("arn:aws:iam::{ACCOUNT}:some/Test-{name}-a1b2c3d4e5f6"),
        [name, attribute] => format!("{name}.{attribute}"),
        _ => unreachable!("what is {value}?"),
    }
}
