//! The application's boot script, run in a sandbox.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod application;
mod python_template;
mod template;

use application::{Application, CONFIG, DATABASE_PASSWORD, OPTIMO_UNIT, SECRETS, user_data};
use purlin_boot_sandbox::aws::{KEY, Metadata, TOKEN, holding};
use purlin_boot_sandbox::{end_of, kill};
use template::{Props, props, template};

const INSTANCE: &str = "i-0123456789abcdef0";
const OPTIMO_CONFIG: &str = "etc/optimo.config";
const LOG: &str = "var/log/valohai-roi.log";

fn application() -> Application {
    of(props())
}

fn of(props: Props) -> Application {
    Application::new(template(props))
}

/// One signal, of which the id begins with the instance's.
fn signal(status: &str, problem: &str) -> (String, String) {
    let id = if problem.is_empty() { INSTANCE.to_owned() } else { format!("{INSTANCE}:{problem}") };
    (status.to_owned(), id)
}

/// Boots an instance that gets ready.
#[track_caller]
fn boots(application: &Application) -> String {
    let boot = application.machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.ends_with("valohai-roi: done\n"), "{}", boot.told);
    boot.told
}

/// Boots an instance that fails, tells why, and tells CloudFormation.
#[track_caller]
fn fails(application: &Application, words: &str, problem: &str) -> String {
    let boot = application.machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    assert!(boot.told.ends_with(&format!("valohai-roi: FAILED: {words}\n")), "{}", boot.told);
    assert_eq!(application.machine.aws.signals(), [signal("FAILURE", problem)], "{}", boot.told);
    boot.told
}

#[test]
fn everything_starts_in_its_order() {
    let application = application();
    boots(&application);
    let expected = [
        "snap start amazon-ssm-agent",
        "systemctl daemon-reload",
        "systemctl stop roi",
        "systemctl enable docker-network-vhnet",
        "systemctl start docker-network-vhnet",
        "systemctl enable optimo",
        "systemctl restart optimo",
        "systemctl enable roi-setup",
        "systemctl restart roi-setup",
        "systemctl enable roi",
        "systemctl restart roi",
    ];
    let steps = application.steps();
    assert_eq!(steps[..expected.len()], expected, "{steps:#?}");
    assert!(!steps.iter().any(|step| step.starts_with("docker") && step.contains("-it")), "there is no terminal");
    assert_eq!(application.machine.aws.signals(), [signal("SUCCESS", "")]);
    assert_eq!(*application.server.requests.lock().unwrap(), ["GET /healthz HTTP/1.1"]);
}

#[test]
fn the_application_is_told_what_it_needs() {
    let application = of(props().environment_name("Acme's \"Valohai\" $HOME `reboot`"));
    boots(&application);
    let port = application.server.port;
    let redis = format!("rediss://:QueueQueueQueueQueueQueueQueue@127.0.0.1:{port}/0?ssl_cert_reqs=required");
    let database =
        format!("psql://roi:p%40ss%2Fw%25rd%3A1%20%3F%23@127.0.0.1:{port}/roidb?sslmode=require&sslcertmode=disable");
    let role = "arn:aws:iam::111122223333:role/Valohai-Self-Hosted-ValohaiMultipartRole";
    for (key, value) in [
        ("URL_BASE", "https://valohai.example.com"),
        ("PLATFORM_LONG_NAME", "Acme's \"Valohai\" $HOME `reboot`"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_S3_KMS_KEY_ARN", ""),
        ("MAIN_STORAGE_TYPE", "s3"),
        ("DATABASE_URL", &database),
        ("REDIS_URL", &redis),
        ("CELERY_BROKER", &redis),
        ("DEPLOY_REDIS_URL", &redis),
        ("REPO_PRIVATE_KEY_SECRET", "RepositoryRepositoryRepository"),
        ("SECRET_KEY", "ApplicationApplicationApplicat"),
        ("STATS_JWT_KEY", "JwtJwtJwtJwtJwtJwtJwtJwtJwtJwt"),
        ("OPTIMO_ROOT_URL", "http://optimo.service:80/"),
        ("OPTIMO_BASIC_AUTH_PASSWORD", "OptimoOptimoOptimoOptimoOptimo"),
        ("DEFAULT_FROM_EMAIL", "noreply@valohai.example.com"),
        ("SECURE_SSL_REDIRECT", "false"),
        // What the image says besides, stays.
        ("ENABLE_BILLING", "false"),
        ("# SENTRY_DSN", ""),
    ] {
        assert_eq!(application.config(key).as_deref(), Some(value), "{key}");
    }
    assert!(application.config("AWS_S3_BUCKET_NAME").unwrap().starts_with("valohai-self-hosted-valohaidatabucket"));
    assert!(application.config("AWS_S3_MULTIPART_UPLOAD_IAM_ROLE").unwrap().starts_with(role));
}

#[test]
fn a_queue_without_tls_has_no_password() {
    let application = of(props().cache_tls(false));
    boots(&application);
    let expected = format!("redis://127.0.0.1:{}/0", application.server.port);
    assert_eq!(application.config("CELERY_BROKER"), Some(expected));
}

#[test]
fn the_key_of_the_bucket_is_told() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let application = of(props().encryption_key(key));
    boots(&application);
    assert_eq!(application.config("AWS_S3_KMS_KEY_ARN").as_deref(), Some(key));
}

#[test]
fn further_settings_come_from_a_secret() {
    let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:roi-a1b2c3";
    let application = of(props().configuration_secret(arn));
    let further = r#"{"ENABLE_SAML_LOGIN": "true", "SECURE_SSL_REDIRECT": "true", "SENTRY_DSN": ""}"#;
    application.machine.aws.secret_holds(arn, further);
    boots(&application);
    assert_eq!(application.config("ENABLE_SAML_LOGIN").as_deref(), Some("true"));
    assert_eq!(application.config("SECURE_SSL_REDIRECT").as_deref(), Some("true"), "they have the last word");
    for wrong in ["", "[]", "7", "[\"A\"]", r#"{"A": 7}"#, r#"{"A B": "c"}"#, r#"{"A": "b\nSECRET_KEY=c"}"#] {
        let application = of(props().configuration_secret(arn));
        application.machine.aws.secret_holds(arn, wrong);
        let told = fails(&application, "the configuration cannot be written", "cannot-read-secrets");
        assert!(told.contains("configure: the secret of the configuration"), "{wrong}: {told}");
        assert_eq!(application.machine.calls("sleep"), 0, "{told}");
    }
}

#[test]
fn the_log_is_for_the_group_adm() {
    let application = application();
    let told = boots(&application);
    let machine = &application.machine;
    assert_eq!(machine.read(LOG), told);
    assert_eq!(machine.mode(LOG), 0o640);
    assert_eq!(machine.calls(&format!("chgrp adm {}", machine.path().join(LOG).display())), 1);
}

#[test]
fn secrets_are_in_their_files_alone() {
    let application = application();
    let machine = &application.machine;
    let boot = machine.boot_with(&["-x"]);
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.contains("+ systemctl restart roi\n"), "the script is traced");
    for (_, secret) in SECRETS {
        let files = if secret.starts_with("Optimo") { vec![OPTIMO_CONFIG, CONFIG] } else { vec![CONFIG] };
        let mut found = machine.files_with(secret);
        found.sort();
        assert_eq!(found, files);
    }
    let escaped = "p%40ss";
    assert_eq!(machine.files_with(escaped), [CONFIG]);
    assert_eq!((machine.mode(CONFIG), machine.mode(OPTIMO_CONFIG)), (0o600, 0o600));
    let secrets = SECRETS.iter().map(|(_, secret)| *secret).chain([DATABASE_PASSWORD, escaped, KEY, TOKEN]);
    for secret in secrets {
        assert!(!boot.told.contains(secret), "{}", boot.told);
        assert!(!machine.read("calls").contains(secret), "{}", machine.read("calls"));
    }
    assert!(machine.files_with(KEY).is_empty() && machine.files_with(TOKEN).is_empty());
}

/// A unit is for everybody to read, and so are command lines.
#[test]
fn optimo_has_its_password_from_a_file() {
    let application = application();
    boots(&application);
    let machine = &application.machine;
    let file = machine.path().join(OPTIMO_CONFIG);
    let unit = machine.read(OPTIMO_UNIT);
    assert!(unit.contains(&format!("    --env-file={} \\\n    valohai/optimo\n", file.display())), "{unit}");
    assert!(!unit.contains("OPTIMO_BASIC_AUTH_PASSWORD"), "{unit}");
    assert_eq!(machine.read(OPTIMO_CONFIG), "OPTIMO_BASIC_AUTH_PASSWORD=OptimoOptimoOptimoOptimoOptimo\n");
}

#[test]
fn an_image_without_optimo_does_without() {
    for missing in ["optimo", "docker-network-vhnet"] {
        let application = application();
        let unit = application.machine.path().join(format!("etc/systemd/system/{missing}.service"));
        std::fs::remove_file(unit).unwrap();
        let told = boots(&application);
        assert!(told.contains("the image has no Optimo"), "{told}");
        assert_eq!(application.config("OPTIMO_ROOT_URL"), None);
        assert_eq!(application.machine.calls("systemctl restart optimo"), 0);
        assert_eq!(application.machine.aws.signals(), [signal("SUCCESS", "")]);
    }
}

#[test]
fn an_optimo_that_would_show_its_password_is_left_out() {
    let application = application();
    application.machine.write(OPTIMO_UNIT, "[Service]\nExecStart=/usr/bin/docker run valohai/optimo --password x\n");
    let told = boots(&application);
    assert!(told.contains("hands over the password in a way that is not known"), "{told}");
    assert_eq!(application.machine.calls("systemctl restart optimo"), 0);
    assert_eq!(application.config("OPTIMO_BASIC_AUTH_PASSWORD"), None);
}

#[test]
fn an_optimo_that_does_not_start_is_told_and_no_failure() {
    let application = application();
    application.machine.write("fail-restart-optimo", "");
    let told = boots(&application);
    assert!(told.contains("Optimo cannot be started"), "{told}");
    assert_eq!(application.machine.aws.signals(), [signal("SUCCESS", "optimo-not-started")]);
}

#[test]
fn older_images_are_set_up_by_the_application_itself() {
    let application = application();
    let unit = application.machine.path().join("etc/systemd/system/roi-setup.service");
    std::fs::remove_file(unit).unwrap();
    boots(&application);
    let config = application.machine.path().join(CONFIG);
    let run = format!("docker run --rm --env-file={} valohai/roi:latest python manage.py ", config.display());
    let steps = application.steps();
    let setup: Vec<_> = steps.iter().filter_map(|step| step.strip_prefix(&run)).collect();
    assert_eq!(setup, ["migrate", "roi_init --mode dev"]);
    assert_eq!(application.machine.calls("systemctl enable roi-setup"), 0);
}

#[test]
fn the_organization_is_made_once() {
    let application = of(props().organization("Acme"));
    boots(&application);
    let make = "docker exec roi.service python manage.py roi_create_organization --name=Acme --for-superuser";
    assert_eq!(application.machine.calls(make), 1);
    boots(&application);
    assert_eq!(application.machine.calls(make), 1, "it is there already");
    assert_eq!(application.machine.read("organizations"), "Acme\n");
}

#[test]
fn the_organization_is_called_as_the_installation_unless_told() {
    let application = of(props().environment_name("MyOrg-Valohai"));
    boots(&application);
    assert_eq!(application.machine.read("organizations"), "MyOrg-Valohai\n");
    let none = of(props().organization(""));
    boots(&none);
    assert_eq!(none.machine.calls("docker exec"), 0);
}

/// Taking everything down again would help nobody.
#[test]
fn an_organization_that_cannot_be_made_is_told_and_no_failure() {
    let application = application();
    application.machine.fails("docker", 1000);
    let told = boots(&application);
    assert!(told.contains("the organization cannot be made; everything else works"), "{told}");
    assert_eq!(application.machine.calls("sleep 20"), 2);
    assert_eq!(application.machine.aws.signals(), [signal("SUCCESS", "organization-not-made")]);
}

#[test]
fn shells_are_not_what_an_application_is_for() {
    let application = application();
    application.machine.fails("snap", 1);
    let told = boots(&application);
    assert!(told.contains("the agent of Session Manager cannot be started"), "{told}");
    let without = of(props().session_manager(false));
    boots(&without);
    assert_eq!(without.machine.calls("snap"), 0);
}

#[test]
fn each_secret_is_read_once_from_where_it_is() {
    let application = application();
    boots(&application);
    let requests = application.machine.aws.requests();
    let read: Vec<_> = requests.iter().filter(|request| !request.header("x-amz-target").is_empty()).collect();
    let mut ids: Vec<&str> = read.iter().map(|request| request.body.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((read.len(), ids.len()), (6, 6), "{ids:?}");
    let authorization = read[0].header("authorization");
    assert!(authorization.contains("/eu-west-1/secretsmanager/aws4_request, "), "{authorization}");
}

/// The role may be younger than the instance, and its policies younger still.
#[test]
fn secrets_that_can_be_read_later_are_read_later() {
    let application = application();
    let denied = || (400, r#"{"__type":"AccessDeniedException","Message":"not yet"}"#.to_owned());
    let jwt = application.secret("ValohaiJwtSecret").unwrap();
    let aws = &application.machine.aws;
    aws.metadata(&[Metadata::NotFound, Metadata::Hangs]);
    aws.answers_for(&jwt, [denied(), (500, String::new()), denied(), holding("JwtJwtJwtJwtJwtJwtJwtJwtJwtJwt")]);
    let told = boots(&application);
    assert_eq!(application.machine.calls("sleep 15"), 5, "{told}");
    assert!(told.contains("the secret of STATS_JWT_KEY: secretsmanager: 400"), "{told}");
    assert_eq!(application.machine.aws.signals(), [signal("SUCCESS", "")]);
}

#[test]
fn a_secret_that_cannot_be_read_ends_the_boot() {
    for id in ["ValohaiJwtSecret", "ValohaiRepositorySecret", "ValohaiDatabasePassword", "ValohaiQueueToken"] {
        let application = application();
        let denied = (400, r#"{"__type":"AccessDeniedException"}"#.to_owned());
        application.machine.aws.answers_for(&application.secret(id).unwrap(), [denied]);
        let told = fails(&application, "the configuration cannot be written", "cannot-read-secrets");
        assert!(told.contains("AccessDeniedException") && told.contains("attempt 20 of 20"), "{told}");
        assert_eq!(application.config("SECRET_KEY").as_deref(), Some(""), "nothing is half written");
        assert_eq!(application.machine.calls("systemctl stop roi"), 0, "nothing else is begun");
    }
}

#[test]
fn a_secret_that_is_none_ends_the_boot_at_once() {
    for (id, secret) in [
        ("ValohaiJwtSecret", ""),
        ("ValohaiJwtSecret", "two\nlines"),
        ("ValohaiApplicationSecret", " spaced "),
        ("ValohaiQueueToken", "tab\there"),
        ("ValohaiOptimoPassword", "\u{7f}"),
        ("ValohaiDatabasePassword", "no-object"),
        ("ValohaiDatabasePassword", "[\"username\"]"),
        ("ValohaiDatabasePassword", r#"{"username": "roi"}"#),
        ("ValohaiDatabasePassword", r#"{"username": "roi", "password": 7}"#),
    ] {
        let application = application();
        application.machine.aws.secret_holds(&application.secret(id).unwrap(), secret);
        let told = fails(&application, "the configuration cannot be written", "cannot-read-secrets");
        assert_eq!(application.machine.calls("sleep"), 0, "{told}");
        assert!(!told.contains("Traceback"), "{told}");
        assert!(secret.is_empty() || !told.contains(secret), "{told}");
    }
}

#[test]
fn answers_that_are_no_secret_end_the_boot() {
    for answer in ["", "<html>busy</html>", "[]", r#"{"SecretString": 7}"#, r#"{"SecretBinary": "AAAA"}"#] {
        let application = application().with("retry 20 15", "retry 2 15");
        let jwt = application.secret("ValohaiJwtSecret").unwrap();
        application.machine.aws.answers_for(&jwt, [(200, answer.to_owned())]);
        let told = fails(&application, "the configuration cannot be written", "cannot-read-secrets");
        assert!(!told.contains("Traceback"), "{answer}: {told}");
    }
}

#[test]
fn an_image_of_others_is_told_at_once() {
    let application = application();
    std::fs::remove_file(application.machine.path().join("etc/systemd/system/roi.service")).unwrap();
    fails(&application, "there is no unit roi: the image is not one of Valohai's application", "no-application");
    assert_eq!(application.machine.aws.requests().len(), 1, "no secret is read");
    assert_eq!(application.machine.calls("snap start"), 1, "shells open nevertheless");
}

#[test]
fn a_database_or_a_queue_that_cannot_be_reached_is_told() {
    for (name, problem) in [("database", "cannot-reach-database"), ("queue", "cannot-reach-queue")] {
        let application = application();
        let port = application.server.port;
        // Nobody has this port, so that connections are refused.
        let application = application.with(&format!("{name}_port='{port}'"), &format!("{name}_port='1'"));
        let told = fails(&application, "nobody answers at 127.0.0.1:1", problem);
        assert!(told.contains("attempt 20 of 20"), "{told}");
        assert_eq!(application.machine.calls("systemctl stop roi"), 0);
    }
}

#[test]
fn a_set_up_that_fails_is_tried_again() {
    let application = application();
    application.machine.stand_in(
        "systemctl",
        "if [[ $1 == cat ]]; then [[ -e $HERE/etc/systemd/system/$2 ]]; exit; fi\n\
         if [[ $1-$2 == restart-roi-setup ]]; then echo attempt >>$HERE/attempts; (($(grep --count . $HERE/attempts) > 2)); fi",
    );
    boots(&application);
    assert_eq!(application.machine.calls("sleep 30"), 2);
}

#[test]
fn a_set_up_that_keeps_failing_ends_the_boot() {
    let application = application();
    application.machine.write("fail-restart-roi-setup", "");
    fails(&application, "the application cannot be set up: see journalctl -u roi-setup", "setup-failed");
    assert_eq!(application.machine.calls("systemctl restart roi-setup"), 5);
    assert_eq!(application.steps().iter().filter(|step| *step == "systemctl restart roi").count(), 0);
}

#[test]
fn a_set_up_that_hangs_is_ended_in_time() {
    let application = application().with("time_limit='2160'", "time_limit='6'").with("left < 30", "left < 1");
    application.machine.write("hang-restart-roi-setup", "");
    let told = fails(&application, "the application cannot be set up: see journalctl -u roi-setup", "setup-failed");
    assert!(told.contains("no time is left to try again"), "{told}");
}

#[test]
fn units_that_do_not_start_end_the_boot() {
    for (unit, words, problem) in [
        ("roi", "the application cannot be started: see journalctl -u roi", "cannot-start"),
        ("docker-network-vhnet", "the network of the containers cannot be made", "no-container-network"),
    ] {
        let application = application();
        let verb = if unit == "roi" { "restart" } else { "start" };
        application.machine.write(&format!("fail-{verb}-{unit}"), "");
        fails(&application, words, problem);
        assert_eq!(application.machine.calls("sleep 10"), 4);
    }
}

#[test]
fn an_application_that_takes_its_time_is_waited_for() {
    let application = application();
    application.server.answers(&[502, 301, 500, 202]);
    let told = boots(&application);
    assert_eq!(application.machine.calls("sleep 10"), 3, "{told}");
    assert!(told.contains("answers: its health is 301"), "{told}");
}

#[test]
fn an_application_that_does_not_answer_ends_the_boot() {
    let application = application().with("retry 90 10", "retry 4 10");
    application.server.answers(&[500]);
    fails(&application, "the application does not answer: see journalctl -u roi", "no-answer");
    assert_eq!(application.machine.calls("sleep 10"), 3);
    assert_eq!(application.machine.calls("docker exec"), 0);
}

#[test]
fn what_is_not_expected_is_told_with_its_line() {
    let application = application();
    application.machine.write("fail-stop-roi", "");
    let boot = application.machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    assert!(boot.told.contains("valohai-roi: FAILED: unexpected error in line "), "{}", boot.told);
    assert!(boot.told.ends_with(" while setting up the application\n"), "{}", boot.told);
    let signals = application.machine.aws.signals();
    assert!(signals[0].1.starts_with(&format!("{INSTANCE}:unexpected-error-in-line-")), "{signals:?}");
}

#[test]
fn the_time_limit_follows_the_time_that_cloudformation_waits() {
    let limit = |minutes: u64| {
        let timeout = std::time::Duration::from_secs(minutes * 60);
        user_data(&template(props().boot_timeout(timeout)), 1)
    };
    assert!(limit(45).contains("readonly time_limit='2160'\n"));
    assert!(limit(5).contains("readonly time_limit='240'\n"));
}

#[test]
fn a_refused_signal_is_told_and_no_failure() {
    let refused = "<ErrorResponse><Error><Code>ValidationError</Code><Message>Resource Master is in \
                   CREATE_COMPLETE state and cannot be signaled</Message></Error></ErrorResponse>";
    let application = application();
    application.machine.aws.answers_to_signals([(400, refused.to_owned())]);
    let told = boots(&application);
    assert!(told.ends_with("CloudFormation could not be told of the SUCCESS\nvalohai-roi: done\n"), "{told}");
    assert_eq!(application.machine.aws.signals().len(), 1, "nobody waits for it, and so it is not tried again");
}

#[test]
fn a_signal_that_fails_is_tried_again() {
    let throttled = (400, "<Error><Code>Throttling</Code></Error>".to_owned());
    let application = application();
    application.machine.aws.answers_to_signals([throttled, (503, String::new()), (200, String::new())]);
    let told = boots(&application);
    assert_eq!(application.machine.aws.signals().len(), 3);
    assert!(!told.contains("could not be told"), "{told}");
}

#[test]
fn a_script_that_is_stopped_half_way_tells_cloudformation() {
    for (whole_group, signal_name) in [(false, "TERM"), (true, "TERM"), (true, "HUP"), (true, "INT")] {
        let application = application();
        let machine = &application.machine;
        machine.write("hang-restart-roi-setup", "");
        let boot = machine.start(&[]);
        machine.wait_for("hangs");
        let process = i64::from(boot.id());
        kill(signal_name, if whole_group { -process } else { process });
        let boot = end_of(boot);
        assert_eq!(boot.status, Some(143), "{}", boot.told);
        let words = "valohai-roi: FAILED: stopped from outside while setting up the application";
        assert!(boot.told.contains(words), "{}", boot.told);
        assert_eq!(machine.read(LOG), boot.told);
        assert_eq!(machine.aws.signals(), [signal("FAILURE", "stopped-from-outside")]);
        // And it can be run again.
        std::fs::remove_file(machine.path().join("hang-restart-roi-setup")).unwrap();
        boots(&application);
    }
}

#[test]
fn it_can_be_run_again() {
    let application = application();
    let first = boots(&application);
    let before = application.machine.read(CONFIG);
    boots(&application);
    assert_eq!(application.machine.read(CONFIG), before, "nothing is said twice");
    let jwt = application.secret("ValohaiJwtSecret").unwrap();
    application.machine.aws.secret_holds(&jwt, "Another1");
    boots(&application);
    assert_eq!(application.config("STATS_JWT_KEY").as_deref(), Some("Another1"));
    assert!(application.machine.read(LOG).starts_with(&first), "one log for all runs");
    assert_eq!(application.machine.mode(CONFIG), 0o600);
    assert_eq!(application.machine.calls("systemctl restart roi-setup"), 3);
}

#[test]
fn it_does_not_run_twice_at_the_same_time() {
    let application = application();
    let machine = &application.machine;
    machine.write("hang-restart-roi-setup", "");
    let first = machine.start(&[]);
    machine.wait_for("hangs");
    let second = machine.boot();
    assert_eq!((second.status, second.told.as_str()), (Some(1), "valohai-roi: it runs already\n"));
    assert!(machine.aws.signals().is_empty(), "only the first one tells how it went");
    kill("TERM", -i64::from(first.id()));
    end_of(first);
}

/// Its queue has neither TLS nor a password, and the script is in a launch template.
#[test]
fn an_installation_of_the_python_template_boots_as_well() {
    let installation = python_template::Installation::usual();
    let app = installation.app(installation.props());
    let text = app.synth().unwrap().template(purlin_self_hosted::PYTHON_TEMPLATE_STACK).unwrap();
    let application = Application::new(serde_json::from_str(&text).unwrap());
    // It says what each secret is, whichever it is.
    application.machine.aws.holds(r#"{"username":"roi","password":"S3cret"}"#);
    boots(&application);
    let port = application.server.port;
    let database = format!("psql://roi:S3cret@127.0.0.1:{port}/roidb?sslmode=require&sslcertmode=disable");
    assert_eq!(application.config("DATABASE_URL"), Some(database));
    assert_eq!(application.config("CELERY_BROKER"), Some(format!("redis://127.0.0.1:{port}/0")));
    assert_eq!(application.machine.read("organizations"), "Acme\n");
}

/// EC2 takes 16 KiB, and names may be longer than these.
#[test]
fn the_script_is_small_enough() {
    let arn = format!("arn:aws:secretsmanager:ap-southeast-4:111122223333:secret:{}-a1b2c3", "x".repeat(200));
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let name = "n".repeat(100);
    let script = user_data(
        &template(props().configuration_secret(arn).encryption_key(key).environment_name(&name).organization(&name)),
        65_535,
    );
    let endpoints = 2 * "master.valohai-self-hosted-abcdefghij.abcdef.euw1.cache.amazonaws.com.cn".len();
    let length = script.len() + endpoints;
    assert!(length <= 16 * 1024, "{length} bytes");
}
