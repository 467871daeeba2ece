//! What a machine sees of AWS: its metadata service, Secrets Manager, parameters of Systems Manager, CloudWatch Logs and
//! CloudFormation, at one address.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::signature::is_signed;

/// The role's credentials, of which nothing may be shown either.
pub const KEY: &str = "SecretKeySecretKeySecretKeySecretKey1234";
/// The token that belongs to them.
pub const TOKEN: &str = "SessionTokenSessionToken";

/// An answer: its status, and its text.
pub type Answer = (u16, String);

/// A server that answers one request after the other.
pub struct Aws {
    address: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    metadata: VecDeque<Metadata>,
    /// By the secret's id.
    secrets: BTreeMap<String, VecDeque<Answer>>,
    /// Those of all other ids.
    secret: VecDeque<Answer>,
    /// By the parameter's name.
    parameters: BTreeMap<String, String>,
    log: VecDeque<Answer>,
    signal: VecDeque<Answer>,
    requests: Vec<Request>,
}

/// How the metadata service takes a request, other than by answering it.
#[derive(Clone, Copy)]
pub enum Metadata {
    /// It does not know yet.
    NotFound,
    /// It takes longer than anyone waits.
    Hangs,
}

/// A request that was made of AWS.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its first line.
    pub line: String,
    /// Its headers, as they came.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

impl Request {
    /// A header, or nothing where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

impl Aws {
    /// Starts to answer: there are no secrets, and signals are taken.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &shared);
            }
        });
        let aws = Aws { address, state };
        aws.answers_for_secret([(400, r#"{"__type":"ResourceNotFoundException"}"#.to_owned())]);
        aws
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the metadata service does with its first requests.
    pub fn metadata(&self, first: &[Metadata]) {
        self.state.lock().unwrap().metadata = first.iter().copied().collect();
    }

    /// What every secret holds of which nothing else is said.
    pub fn holds(&self, secret: &str) {
        self.answers_for_secret([holding(secret)]);
    }

    /// What one secret holds, by its id.
    pub fn secret_holds(&self, id: &str, secret: &str) {
        self.answers_for(id, [holding(secret)]);
    }

    /// What Secrets Manager answers for one secret, one after the other; the last one for good.
    pub fn answers_for<const N: usize>(&self, id: &str, answers: [Answer; N]) {
        self.state.lock().unwrap().secrets.insert(id.to_owned(), answers.into());
    }

    /// What Secrets Manager answers, one after the other; the last one for good.
    pub fn answers_for_secret<const N: usize>(&self, answers: [Answer; N]) {
        self.state.lock().unwrap().secret = answers.into();
    }

    /// What one parameter of Systems Manager holds, by its name. There are no others.
    pub fn parameter_holds(&self, name: &str, value: &str) {
        self.state.lock().unwrap().parameters.insert(name.to_owned(), value.to_owned());
    }

    /// What CloudWatch Logs answers, one after the other; the last one for good.
    pub fn answers_to_logs<const N: usize>(&self, answers: [Answer; N]) {
        self.state.lock().unwrap().log = answers.into();
    }

    /// What was put into streams of log groups: the group, the stream and the message of each event.
    pub fn logged(&self) -> Vec<(String, String, String)> {
        let requests = self.requests().into_iter();
        let puts = requests.filter(|request| request.header("x-amz-target").ends_with(".PutLogEvents"));
        puts.flat_map(|request| {
            let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let events = body["logEvents"].as_array().unwrap().iter();
            events
                .map(|event| (text(&body["logGroupName"]), text(&body["logStreamName"]), text(&event["message"])))
                .collect::<Vec<_>>()
        })
        .collect()
    }

    /// What CloudFormation answers, one after the other; the last one for good.
    pub fn answers_to_signals<const N: usize>(&self, answers: [Answer; N]) {
        self.state.lock().unwrap().signal = answers.into();
    }

    /// The signals that CloudFormation was sent: the status and the id of each.
    pub fn signals(&self) -> Vec<(String, String)> {
        let field = |body: &str, name: &str| -> String {
            let start = format!("{name}=");
            body.split('&').find_map(|pair| pair.strip_prefix(&start)).unwrap_or_default().replace("%3A", ":")
        };
        let signals = self.requests().into_iter().filter(|request| request.body.contains("Action=SignalResource"));
        signals.map(|request| (field(&request.body, "Status"), field(&request.body, "UniqueId"))).collect()
    }

    /// All requests to AWS itself.
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().unwrap().requests.iter().filter(|request| request.line.starts_with("POST")).cloned().collect()
    }
}

/// The answer for a secret that holds this.
pub fn holding(secret: &str) -> Answer {
    (200, serde_json::json!({"Name": "secret", "SecretString": secret}).to_string())
}

fn answer(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(request) = read(&stream) else { return };
    let path = request.line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut state = state.lock().unwrap();
    let (status, text) = match path.strip_prefix("/latest/") {
        Some(path) => match state.metadata.pop_front() {
            Some(Metadata::NotFound) => (404, String::new()),
            Some(Metadata::Hangs) => {
                // Others are answered meanwhile.
                std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_secs(60));
                    drop(stream);
                });
                return;
            }
            None => metadata(path, &request),
        },
        None if !is_signed(&request, KEY) || request.header("x-amz-security-token") != TOKEN => {
            (403, "SignatureDoesNotMatch".to_owned())
        }
        None => match request.header("x-amz-target").split('.').next() {
            Some("secretsmanager") => secret(&mut state, &request.body),
            Some("AmazonSSM") => parameter(&state, &request.body),
            Some("Logs_20140328") => next(&mut state.log),
            _ => next(&mut state.signal),
        },
    };
    state.requests.push(request);
    let head = format!("HTTP/1.1 {status} -\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", text.len());
    let _ = stream.write_all((head + &text).as_bytes());
}

fn secret(state: &mut State, body: &str) -> Answer {
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let own = body["SecretId"].as_str().and_then(|id| state.secrets.get_mut(id));
    next(own.unwrap_or(&mut state.secret))
}

fn parameter(state: &State, body: &str) -> Answer {
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    match body["Name"].as_str().and_then(|name| state.parameters.get(name)) {
        Some(value) => (200, serde_json::json!({"Parameter": {"Value": value}}).to_string()),
        None => (400, r#"{"__type":"ParameterNotFound"}"#.to_owned()),
    }
}

fn next(answers: &mut VecDeque<Answer>) -> Answer {
    match answers.len() {
        0 => (200, String::new()),
        1 => answers[0].clone(),
        _ => answers.pop_front().unwrap(),
    }
}

fn metadata(path: &str, request: &Request) -> Answer {
    let has_token = request.header("X-aws-ec2-metadata-token") == "metadata-token";
    let text = match path {
        "api/token" if request.line.starts_with("PUT") => "metadata-token".to_owned(),
        _ if !has_token => return (401, String::new()),
        "meta-data/instance-id" => "i-0123456789abcdef0".to_owned(),
        "meta-data/iam/security-credentials/" => "ValohaiQueueRole".to_owned(),
        "meta-data/iam/security-credentials/ValohaiQueueRole" => {
            serde_json::json!({"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": KEY, "Token": TOKEN}).to_string()
        }
        _ => return (404, String::new()),
    };
    (200, text)
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let mut request = Request { line: line.trim_end().to_owned(), headers, body: String::new() };
    let length = request.header("content-length").parse().unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some(request)
}
