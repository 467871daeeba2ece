//! Where databases and caches are reached.

use purlin_core::{Value, text};

/// The host and the port of a database or a cache.
#[derive(Clone, Debug)]
pub struct Endpoint {
    host: Value<String>,
    port: Value<i64>,
}

impl Endpoint {
    pub(crate) fn new(host: Value<String>, port: Value<i64>) -> Self {
        Endpoint { host, port }
    }

    /// The host's name.
    pub fn host(&self) -> Value<String> {
        self.host.clone()
    }

    /// The port.
    pub fn port(&self) -> Value<i64> {
        self.port.clone()
    }

    /// `host:port`.
    pub fn socket_address(&self) -> Value<String> {
        let port: Value<String> = match self.port.literal() {
            Some(port) => port.to_string().into(),
            None => self.port.clone().cast(),
        };
        text![&self.host, ":", port]
    }
}
