//! The installation as templates that people deploy by themselves.

mod data_bucket;
mod definition;
mod iam;
mod main_template;
mod network;
mod parameters;
mod subnet;
mod template;
mod worker_queue;

use std::fmt;

use purlin_core::{Construct, Scope, Stack};

/// The installation as CloudFormation templates that need neither the toolkit nor a bootstrap stack: for accounts, regions
/// and settings that are only known to whoever deploys them, who is asked for them by parameters.
///
/// Each template is a stack, whose id is the name of its file: `iam` has the roles, and is deployed first. `main` has
/// everything else, and is made of `network` (with a `subnet` for each zone), `s3bucket` and `worker-queue`. Names, tags,
/// policies and rules are those of [`HybridWorkers`](crate::HybridWorkers), of whose choices the parameters offer the most
/// frequent.
///
/// ```
/// use purlin_core::App;
/// use purlin_hybrid_workers::StandaloneTemplates;
///
/// let app = App::new();
/// let templates = StandaloneTemplates::new(&app, |id| format!("https://acme.s3.eu-west-1.amazonaws.com/{id}.yml"));
/// let packaged = templates.add_packaged();
/// let yaml = app.synth()?.yaml_template_of(&packaged).unwrap();
/// assert!(yaml.contains("TemplateURL: https://acme.s3.eu-west-1.amazonaws.com/network.yml"));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone)]
pub struct StandaloneTemplates {
    scope: Scope,
    urls: TemplateUrls,
    iam: Stack,
    main: Stack,
}

/// Where templates find those that they are made of.
#[derive(Clone)]
struct TemplateUrls {
    network: String,
    data_bucket: String,
    worker_queue: String,
}

impl StandaloneTemplates {
    /// The six templates, as stacks in `scope`, which is an app or a stage. `template_url` tells where the template with an
    /// id is found: a file beside it, or in a bucket.
    #[track_caller]
    pub fn new(scope: &impl Construct, template_url: impl Fn(&str) -> String) -> Self {
        let urls = TemplateUrls {
            network: template_url(network::ID),
            data_bucket: template_url(data_bucket::ID),
            worker_queue: template_url(worker_queue::ID),
        };
        let iam = iam::iam(scope);
        let main = main_template::main_template(scope, main_template::ID, &urls);
        network::network(scope, &template_url(subnet::ID));
        subnet::subnet(scope);
        data_bucket::data_bucket(scope);
        worker_queue::worker_queue(scope);
        StandaloneTemplates { scope: scope.scope().clone(), urls, iam, main }
    }

    /// The template of the roles, which is deployed first.
    pub fn iam(&self) -> &Stack {
        &self.iam
    }

    /// The template of everything else.
    pub fn main(&self) -> &Stack {
        &self.main
    }

    /// Adds `aws-hybrid-workers`: the same as `main`, under the name that customers know, for when the templates are in a
    /// bucket.
    #[track_caller]
    pub fn add_packaged(&self) -> Stack {
        main_template::main_template(&self.scope, main_template::PACKAGED_ID, &self.urls)
    }
}

impl fmt::Debug for StandaloneTemplates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("StandaloneTemplates").field(&self.scope.path()).finish()
    }
}
