//! What must not stand in the script of an instance: whoever may describe the instance can read it.

use purlin_core::{Expr, Scope, Val};

/// What of a value is secret, in words that follow "it contains"; nothing when it looks harmless. `scope` is any construct
/// of the app.
pub(super) fn secret_in(val: &Val, scope: &Scope) -> Option<&'static str> {
    let any_in = |items: &[Val]| items.iter().find_map(|item| secret_in(item, scope));
    match val {
        Val::Text(text) => secret_in_text(text),
        Val::List(items) => any_in(items),
        Val::Map(entries) | Val::Struct(entries) => entries.iter().find_map(|(_, val)| secret_in(val, scope)),
        Val::Expr(expr) => match &**expr {
            Expr::Join { items, .. } | Expr::Sorted(items) => any_in(items),
            Expr::Function { argument: inner, .. } | Expr::JsonText(inner) => secret_in(inner, scope),
            Expr::Reference(reference) => {
                let parameter = scope.target_of(reference)?.parameter()?;
                parameter.is_no_echo().then_some("a parameter that is not to be shown")
            }
            _ => None,
        },
        _ => None,
    }
}

fn secret_in_text(text: &str) -> Option<&'static str> {
    if ["{{resolve:secretsmanager:", "{{resolve:ssm-secure:"].iter().any(|start| text.contains(start)) {
        return Some("a dynamic reference to a secret");
    }
    let private_key = text
        .split("-----BEGIN ")
        .skip(1)
        .any(|rest| rest.split("-----").next().is_some_and(|label| label.ends_with("PRIVATE KEY") && label.len() < 40));
    if private_key {
        return Some("a private key");
    }
    let of_a_key = |c: char| c.is_ascii_alphanumeric() || c == '/' || c == '+';
    let secret_key = text.split(|c| !of_a_key(c)).any(is_secret_access_key);
    secret_key.then_some("what looks like an AWS secret access key")
}

/// Whether a word is as long and as random as a secret access key. Hashes in hexadecimal digits are as long, paths may
/// be, but neither is as random.
fn is_secret_access_key(word: &str) -> bool {
    const LENGTH: usize = 40;
    const FEWEST_BITS: f64 = 4.4;
    let has = |of_kind: fn(&u8) -> bool| word.bytes().any(|byte| of_kind(&byte));
    word.len() == LENGTH
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && bits_per_character(word) >= FEWEST_BITS
}

/// Shannon's entropy of a text's own characters.
fn bits_per_character(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let shares = counts.into_iter().filter(|&count| count > 0).map(|count| f64::from(count) / length);
    shares.map(|share| -share * share.log2()).sum()
}

#[cfg(test)]
mod tests {
    use purlin_core::{
        App, IntoValue, Parameter, ParameterProps, Stack, StackProps, Val, Value, dynamic_secret, dynamic_ssm,
        fn_base64, ref_name, text,
    };

    fn secret_in(val: &Val) -> Option<&'static str> {
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        super::secret_in(val, purlin_core::Construct::scope(&stack))
    }

    #[test]
    fn secrets_are_found_and_nothing_else() {
        // AWS's own example of a key, in two halves so that no scanner takes this file for a leak.
        let key = ["wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYEXAMPLEKEY"].concat();
        let pem = ["-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE"].concat();
        for secret in [&format!("export AWS_SECRET_ACCESS_KEY={key}"), &format!("key: \"{key}\""), &pem] {
            assert!(secret_in(&Val::text(secret.clone())).is_some(), "{secret}");
        }
        for harmless in [
            "git checkout 42b7c464f2d2c5f3e1f1f0a9bb8e7d6c5b4a3921",
            "/opt/MyCompany/MyService2/config/main/x1",
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN PUBLIC KEY-----",
            "echo {{resolve:ssm:/my/setting}}",
        ] {
            assert_eq!(secret_in(&Val::text(harmless)), None, "{harmless}");
        }
    }

    #[test]
    fn references_to_secrets_are_found_wherever_they_are() {
        let secret = dynamic_secret(ref_name::<String>("Secret"), Some("password"));
        assert!(secret_in(text!["echo ", &secret].as_val()).is_some());
        assert!(secret_in(fn_base64(&secret).as_val()).is_some());
        assert_eq!(secret_in(dynamic_ssm("/setting").as_val()), None);
    }

    #[test]
    fn parameters_that_are_not_to_be_shown_are_secrets() {
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        let parameter = |id: &str, no_echo: bool| -> Value<String> {
            let parameter = Parameter::new(&stack, id, ParameterProps::new().no_echo(no_echo));
            fn_base64(parameter.value::<String>().into_value())
        };
        let scope = purlin_core::Construct::scope(&stack);
        assert!(super::secret_in(parameter("Password", true).as_val(), scope).is_some());
        assert_eq!(super::secret_in(parameter("Color", false).as_val(), scope), None);
    }
}
