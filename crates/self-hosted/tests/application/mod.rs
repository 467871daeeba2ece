//! A machine of Valohai's image of the application, and what it talks to.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::panic, reason = "in tests, helpers included")]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use purlin_boot_sandbox::Machine;
use serde_json::{Value, json};

pub const ACCOUNT: &str = "111122223333";
pub const REGION: &str = "eu-west-1";
pub const CONFIG: &str = "etc/roi.config";
pub const OPTIMO_UNIT: &str = "etc/systemd/system/optimo.service";

/// Secrets by what the logical ids of theirs begin with, and what they hold. Each is another one.
pub const SECRETS: &[(&str, &str)] = &[
    ("ValohaiRepositorySecret", "RepositoryRepositoryRepository"),
    ("ValohaiApplicationSecret", "ApplicationApplicationApplicat"),
    ("ValohaiJwtSecret", "JwtJwtJwtJwtJwtJwtJwtJwtJwtJwt"),
    ("ValohaiOptimoPassword", "OptimoOptimoOptimoOptimoOptimo"),
    ("ValohaiQueueToken", "QueueQueueQueueQueueQueueQueue"),
];
/// It came from somebody who likes other characters.
pub const DATABASE_PASSWORD: &str = "p@ss/w%rd:1 ?#";

/// What Valohai's image has as the configuration.
const IMAGE_CONFIG: &str = "ALLOWED_HOSTS=*\nAWS_REGION=\n# SENTRY_DSN=\nCELERY_BROKER=\nDATABASE_URL=\nENABLE_BILLING=false\n\
                            DEFAULT_FROM_EMAIL=noreply@DOMAINHERE\nSECRET_KEY=\n\n";
/// The unit of Optimo on the image, so far as it matters here.
const OPTIMO: &str = "[Service]\nExecStart=/usr/bin/docker run \\\n    --name=%n --network=vhnet \\\n    -e OPTIMO_BASIC_AUTH_PASSWORD= \\\n    valohai/optimo\n";

/// systemd has the units that are in its directory.
const SYSTEMCTL: &str = "if [[ $1 == cat ]]; then [[ -e $HERE/etc/systemd/system/$2 ]]; exit; fi\n\
                         if [[ -e $HERE/hang-$1-$2 ]]; then touch $HERE/hangs; exec $HERE/real-sleep 1000; fi\n\
                         if [[ -e $HERE/fail-$1-$2 ]]; then exit 1; fi";
/// The application knows the organizations of a file.
const DOCKER: &str = "case \"$*\" in\n\
                      *' shell --command '*) grep --quiet --line-regexp \"${3#ORGANIZATION=}\" $HERE/organizations && \
                      echo organization: there || echo organization: missing ;;\n\
                      *roi_create_organization*) name=${6#--name=}; echo \"$name\" >>$HERE/organizations ;;\n\
                      *inspect*) echo sha256:0123 ;;\n\
                      esac";

/// A server on this machine that answers with one status after the other, the last one for good.
pub struct Server {
    pub port: u16,
    statuses: Arc<Mutex<VecDeque<u16>>>,
    pub requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let statuses = Arc::new(Mutex::new(VecDeque::from([200])));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let server = Server { port, statuses: Arc::clone(&statuses), requests: Arc::clone(&requests) };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut line = String::new();
                // Who only knocks says nothing.
                if BufReader::new(&stream).read_line(&mut line).unwrap_or(0) == 0 {
                    continue;
                }
                requests.lock().unwrap().push(line.trim_end().to_owned());
                let mut statuses = statuses.lock().unwrap();
                let status = if statuses.len() > 1 { statuses.pop_front() } else { statuses.front().copied() };
                let head = format!("HTTP/1.1 {} -\r\nContent-Length: 0\r\n\r\n", status.unwrap());
                let _ = stream.write_all(head.as_bytes());
            }
        });
        server
    }

    pub fn answers(&self, statuses: &[u16]) {
        *self.statuses.lock().unwrap() = statuses.iter().copied().collect();
    }
}

/// A machine, with the application on its port, which serves as database and queue as well.
pub struct Application {
    pub machine: Machine,
    pub server: Server,
    template: Value,
}

impl Application {
    /// The instance of a template, about to boot.
    pub fn new(template: Value) -> Self {
        let server = Server::start();
        let script = user_data(&template, server.port);
        let machine = Machine::new(&script).with("readonly port=8000", &format!("readonly port={}", server.port));
        for (name, body) in [("docker", DOCKER), ("systemctl", SYSTEMCTL)] {
            machine.stand_in(name, body);
        }
        machine.write("organizations", "");
        for unit in ["roi", "roi-setup", "docker-network-vhnet"] {
            machine.write(&format!("etc/systemd/system/{unit}.service"), "");
        }
        machine.write(OPTIMO_UNIT, OPTIMO);
        machine.write(CONFIG, IMAGE_CONFIG);
        let application = Application { machine, server, template };
        for (id, secret) in SECRETS {
            if let Some(arn) = application.secret(id) {
                application.machine.aws.secret_holds(&arn, secret);
            }
        }
        if application.secret("ValohaiDatabasePassword").is_none() {
            return application;
        }
        let login = json!({"username": "roi", "password": DATABASE_PASSWORD, "host": "elsewhere"}).to_string();
        application.machine.aws.secret_holds(&application.database_secret(), &login);
        application
    }

    /// Changes the script: for what would take too long otherwise.
    pub fn with(self, from: &str, to: &str) -> Self {
        Application { machine: self.machine.with(from, to), ..self }
    }

    /// The ARN of the secret whose logical id begins like this.
    pub fn secret(&self, id: &str) -> Option<String> {
        let resources = self.template["Resources"].as_object().into_iter().flatten();
        let mut names = resources
            .filter(|(name, resource)| name.starts_with(id) && resource["Type"] == "AWS::SecretsManager::Secret");
        names.next().map(|(name, _)| secret_arn(name))
    }

    pub fn database_secret(&self) -> String {
        self.secret("ValohaiDatabasePassword").unwrap()
    }

    /// What the configuration says.
    pub fn config(&self, key: &str) -> Option<String> {
        let config = self.machine.read(CONFIG);
        let found: Vec<_> = config.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=')).collect();
        assert!(found.len() < 2, "{key} is said {} times: {config}", found.len());
        found.first().map(|value| (*value).to_owned())
    }

    /// The calls of programs that change something, in their order.
    pub fn steps(&self) -> Vec<String> {
        let calls = self.machine.read("calls");
        let steps = calls
            .lines()
            .filter(|call| !["python3", "chgrp", "sleep", "systemctl cat"].iter().any(|start| call.starts_with(start)));
        steps
            .filter(|call| call.starts_with("systemctl") || call.starts_with("docker") || call.starts_with("snap"))
            .map(ToOwned::to_owned)
            .collect()
    }
}

fn secret_arn(logical_id: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{logical_id}-AbCdEfGhIjKl-AbCdEf")
}

/// The script of the instance as it is after deployment, with the database and the queue at this port of the machine itself.
pub fn user_data(template: &Value, port: u16) -> String {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let mut instances = resources.filter(|(_, resource)| resource["Type"] == "AWS::EC2::Instance");
    let (_, instance) = instances.next().unwrap();
    let in_launch_template = || {
        let resources = template["Resources"].as_object().into_iter().flatten();
        let mut data = resources.map(|(_, resource)| &resource["Properties"]["LaunchTemplateData"]["UserData"]);
        data.find(|script| script.is_object()).unwrap()
    };
    let own = &instance["Properties"]["UserData"];
    let script = if own.is_object() { own } else { in_launch_template() };
    let script = resolve(template, &script["Fn::Base64"], port);
    script.replace("port='6379'", &format!("port='{port}'"))
}

/// What a template's function comes to during deployment.
fn resolve(template: &Value, value: &Value, port: u16) -> String {
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    if let Some(pieces) = value["Fn::Join"][1].as_array() {
        return pieces.iter().map(|piece| resolve(template, piece, port)).collect();
    }
    if let Some(name) = value["Ref"].as_str() {
        let kind = template["Resources"][name]["Type"].as_str();
        return match (name, kind) {
            ("AWS::Region", _) => REGION.to_owned(),
            ("AWS::Partition", _) => "aws".to_owned(),
            ("AWS::AccountId", _) => ACCOUNT.to_owned(),
            ("AWS::URLSuffix", _) => "amazonaws.com".to_owned(),
            ("AWS::StackId", _) => {
                let id = "5f0c3a7e-1111-2222-3333-444455556666";
                format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/Valohai-Self-Hosted/{id}")
            }
            (_, Some("AWS::SecretsManager::Secret")) => secret_arn(name),
            (_, Some("AWS::S3::Bucket")) => format!("valohai-self-hosted-{}-a1b2c3d4e5f6", name.to_lowercase()),
            (_, kind) => panic!("what is a reference to {name}, {kind:?}?"),
        };
    }
    let name = value["Fn::GetAtt"][0].as_str().unwrap_or_default();
    let kind = template["Resources"][name]["Type"].as_str().unwrap_or_default();
    match (kind, value["Fn::GetAtt"][1].as_str().unwrap_or_default()) {
        ("AWS::IAM::Role", "Arn") => format!("arn:aws:iam::{ACCOUNT}:role/Valohai-Self-Hosted-{name}-a1b2c3d4e5f6"),
        (_, attribute) if attribute.ends_with("Address") => "127.0.0.1".to_owned(),
        (_, attribute) if attribute.ends_with("Port") => port.to_string(),
        _ => panic!("what is {value}?"),
    }
}
