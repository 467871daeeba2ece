//! Whether requests are signed as AWS wants them to be.

use sha2::{Digest, Sha256};

use crate::aws::Request;

/// Whether a request has the signature that the secret key gives it.
///
/// [How requests are signed](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)
pub fn is_signed(request: &Request, secret_key: &str) -> bool {
    let authorization = request.header("authorization").strip_prefix("AWS4-HMAC-SHA256 ").unwrap_or_default();
    let part = |name: &str| {
        authorization.split(", ").find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
    };
    let Some((_, scope)) = part("Credential").split_once('/') else { return false };
    let headers: Vec<String> = part("SignedHeaders")
        .split(';')
        .map(|name| format!("{name}:{}\n", request.header(name).split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect();
    let mut line = request.line.split(' ');
    let (method, target) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let body = hex(&Sha256::digest(&request.body));
    let canonical = [method, path, query, &headers.concat(), part("SignedHeaders"), &body].join("\n");
    let hash = hex(&Sha256::digest(canonical));
    let text = ["AWS4-HMAC-SHA256", request.header("x-amz-date"), scope, &hash].join("\n");
    let key = scope.split('/').fold(format!("AWS4{secret_key}").into_bytes(), |key, part| hmac(&key, part));
    part("Signature") == hex(&hmac(&key, &text))
}

/// [HMAC](https://www.rfc-editor.org/rfc/rfc2104) with SHA-256, for keys that fit into a block.
fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let padded = |byte: u8| -> Vec<u8> {
        let key = key.iter().copied().chain(std::iter::repeat(0)).take(64);
        key.map(|of_key| of_key ^ byte).collect()
    };
    let inner = Sha256::digest([padded(0x36), text.as_bytes().to_vec()].concat());
    Sha256::digest([padded(0x5c), inner.to_vec()].concat()).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The example of AWS's documentation.
#[test]
fn signatures_are_checked_as_aws_does() {
    let signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date, Signature={signature}"
    );
    let headers = [
        ("Authorization", authorization.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("Host", "iam.amazonaws.com"),
        ("X-Amz-Date", "20150830T123600Z"),
    ];
    let request = |line: &str| Request {
        line: line.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: String::new(),
    };
    let key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    assert!(is_signed(&request("GET /?Action=ListUsers&Version=2010-05-08 HTTP/1.1"), key));
    assert!(!is_signed(&request("GET /?Action=ListRoles&Version=2010-05-08 HTTP/1.1"), key));
}
