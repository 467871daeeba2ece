//! How the toolkit deploys a stack: with which roles, and where files and images go first.

use crate::context::BOOTSTRAP_QUALIFIER;
use crate::tree::{NodeId, Tree};

const DEFAULT_QUALIFIER: &str = "hnb659fds";
/// The bootstrap stack that stacks and assets need.
pub(crate) const BOOTSTRAP_VERSION: u32 = 6;
/// The bootstrap stack that has a role for lookups.
pub(crate) const LOOKUP_ROLE_BOOTSTRAP_VERSION: u32 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Bootstrapped,
    CliCredentials,
    Bootstrapless,
    Standalone,
}

/// How the toolkit deploys a stack.
///
/// Texts may contain `${Qualifier}`, `${AWS::AccountId}`, `${AWS::Region}` and `${AWS::Partition}`.
///
/// ```
/// use purlin_core::{StackProps, Synthesizer};
/// let props = StackProps::new().synthesizer(Synthesizer::bootstrapped().qualifier("acme"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synthesizer {
    style: Style,
    qualifier: Option<String>,
    bucket_name: Option<String>,
    bucket_prefix: Option<String>,
    repository_name: Option<String>,
    image_tag_prefix: Option<String>,
    deploy_role_arn: Option<String>,
    deploy_role_external_id: Option<String>,
    execution_role_arn: Option<String>,
    lookup_role_arn: Option<String>,
    lookup_role_external_id: Option<String>,
    use_lookup_role: bool,
    file_publishing_role_arn: Option<String>,
    file_publishing_external_id: Option<String>,
    image_publishing_role_arn: Option<String>,
    image_publishing_external_id: Option<String>,
    version_parameter: Option<String>,
    version_rule: bool,
}

impl Default for Synthesizer {
    fn default() -> Self {
        Self::bootstrapped()
    }
}

macro_rules! settings {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        pub fn $name(mut self, value: impl Into<String>) -> Self {
            self.$name = Some(value.into());
            self
        }
    )+};
}

impl Synthesizer {
    fn new(style: Style) -> Self {
        Synthesizer {
            style,
            qualifier: None,
            bucket_name: None,
            bucket_prefix: None,
            repository_name: None,
            image_tag_prefix: None,
            deploy_role_arn: None,
            deploy_role_external_id: None,
            execution_role_arn: None,
            lookup_role_arn: None,
            lookup_role_external_id: None,
            use_lookup_role: true,
            file_publishing_role_arn: None,
            file_publishing_external_id: None,
            image_publishing_role_arn: None,
            image_publishing_external_id: None,
            version_parameter: None,
            version_rule: true,
        }
    }

    /// With the roles, bucket and repository of the environment's bootstrap stack: what `cdk bootstrap` makes.
    pub fn bootstrapped() -> Self {
        Self::new(Style::Bootstrapped)
    }

    /// With the credentials of whoever runs the toolkit, and only the bucket and repository of the bootstrap stack.
    pub fn cli_credentials() -> Self {
        Self::new(Style::CliCredentials)
    }

    /// Without a bootstrap stack. Templates are handed over directly, and assets are not possible.
    ///
    /// The deploying and executing roles are those of a bootstrap stack even so, unless others are given: this is what
    /// aws-cdk-lib does.
    pub fn bootstrapless() -> Self {
        Self::new(Style::Bootstrapless)
    }

    /// Without the toolkit: people deploy the template by itself, from the console or in any other way.
    ///
    /// The template has its format version and none of the toolkit's metadata. It knows of no other stack: what it needs is
    /// literal or a parameter, so that references to other stacks, dependencies on them, nested stacks and assets are
    /// mistakes.
    ///
    /// ```
    /// use purlin_core::{App, Resource, Stack, StackProps, Synthesizer};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "network", StackProps::new().synthesizer(Synthesizer::standalone()));
    /// Resource::untyped(&stack, "Gateway", "AWS::EC2::InternetGateway");
    /// let yaml = app.synth()?.yaml_template_of(&stack).unwrap();
    /// assert_eq!(
    ///     yaml,
    ///     "AWSTemplateFormatVersion: '2010-09-09'\n\nResources:\n  Gateway:\n    Type: AWS::EC2::InternetGateway\n",
    /// );
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    pub fn standalone() -> Self {
        Self::new(Style::Standalone)
    }

    /// Whether people deploy the template by itself.
    pub(crate) fn is_standalone(&self) -> bool {
        self.style == Style::Standalone
    }

    settings! {
        /// What tells several bootstrap stacks of an environment apart; `hnb659fds`, or the context's
        /// `@aws-cdk/core:bootstrapQualifier`, unless given.
        qualifier;
        /// The bucket that files go to.
        bucket_name;
        /// What the keys of files begin with.
        bucket_prefix;
        /// The repository that images go to.
        repository_name;
        /// What the tags of images begin with.
        image_tag_prefix;
        /// The role that the toolkit deploys with.
        deploy_role_arn;
        /// The external id for the role that the toolkit deploys with.
        deploy_role_external_id;
        /// The role that CloudFormation works with.
        execution_role_arn;
        /// The role that the toolkit looks things up with.
        lookup_role_arn;
        /// The external id for the role that the toolkit looks things up with.
        lookup_role_external_id;
        /// The role that files are uploaded with.
        file_publishing_role_arn;
        /// The external id for the role that files are uploaded with.
        file_publishing_external_id;
        /// The role that images are pushed with.
        image_publishing_role_arn;
        /// The external id for the role that images are pushed with.
        image_publishing_external_id;
        /// The parameter of Systems Manager that tells the bootstrap stack's version.
        version_parameter;
    }

    /// Whether the toolkit may use the lookup role for more than lookups, such as reading stacks: it may, unless told
    /// otherwise.
    pub fn use_lookup_role(mut self, value: bool) -> Self {
        self.use_lookup_role = value;
        self
    }

    /// Whether the template itself checks the bootstrap stack's version: it does, unless told otherwise.
    pub fn version_rule(mut self, value: bool) -> Self {
        self.version_rule = value;
        self
    }
}

/// A synthesizer's settings with everything filled in for one stack.
pub(crate) struct Deployment {
    pub(crate) deploy_role_arn: Option<String>,
    pub(crate) deploy_role_external_id: Option<String>,
    pub(crate) execution_role_arn: Option<String>,
    pub(crate) lookup_role: Option<LookupRole>,
    pub(crate) assets: Option<AssetDestinations>,
    /// The parameter that tells the bootstrap stack's version, if there has to be one.
    pub(crate) version_parameter: Option<String>,
    pub(crate) version_rule: bool,
}

pub(crate) struct LookupRole {
    pub(crate) arn: String,
    pub(crate) external_id: Option<String>,
    /// Whether it may be used for more than lookups.
    pub(crate) for_stack_operations: bool,
}

pub(crate) struct AssetDestinations {
    pub(crate) bucket_name: String,
    pub(crate) bucket_prefix: String,
    pub(crate) repository_name: String,
    pub(crate) image_tag_prefix: String,
    pub(crate) file_role: PublishingRole,
    pub(crate) image_role: PublishingRole,
}

#[derive(Default)]
pub(crate) struct PublishingRole {
    pub(crate) arn: Option<String>,
    pub(crate) external_id: Option<String>,
}

/// The role that lookups for a stack are made with.
pub(crate) fn lookup_role(tree: &Tree, stack: NodeId) -> Option<String> {
    deployment(tree, stack)?.lookup_role.map(|role| role.arn)
}

/// How a stack is deployed; a nested one as the stack that it belongs to.
pub(crate) fn deployment(tree: &Tree, stack: NodeId) -> Option<Deployment> {
    let stack = tree.top_level_stack(stack);
    let data = tree.stack_data(stack)?;
    let settings = &data.synthesizer;
    let qualifier = match &settings.qualifier {
        Some(qualifier) => qualifier.as_str(),
        None => tree.context(stack, BOOTSTRAP_QUALIFIER).and_then(|value| value.as_str()).unwrap_or(DEFAULT_QUALIFIER),
    };
    let account = data.environment.account.as_deref().unwrap_or("${AWS::AccountId}");
    let region = data.environment.region.as_deref().unwrap_or("${AWS::Region}");
    let fill = |own: &Option<String>, usual: &str| {
        own.as_deref()
            .unwrap_or(usual)
            .replace("${Qualifier}", qualifier)
            .replace("${AWS::AccountId}", account)
            .replace("${AWS::Region}", region)
    };
    let role = |own: &Option<String>, name: &str| {
        fill(
            own,
            &format!(
                "arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/cdk-${{Qualifier}}-{name}-${{AWS::AccountId}}-${{AWS::Region}}"
            ),
        )
    };
    let has_roles = matches!(settings.style, Style::Bootstrapped | Style::Bootstrapless);
    let bootstrapped = settings.style == Style::Bootstrapped;
    let publishing = |own: &Option<String>, name: &str, external_id: &Option<String>| {
        if bootstrapped {
            PublishingRole { arn: Some(role(own, name)), external_id: external_id.clone() }
        } else {
            PublishingRole::default()
        }
    };
    Some(Deployment {
        deploy_role_arn: has_roles.then(|| role(&settings.deploy_role_arn, "deploy-role")),
        deploy_role_external_id: settings.deploy_role_external_id.clone().filter(|_| has_roles),
        execution_role_arn: has_roles.then(|| role(&settings.execution_role_arn, "cfn-exec-role")),
        lookup_role: bootstrapped.then(|| LookupRole {
            arn: role(&settings.lookup_role_arn, "lookup-role"),
            external_id: settings.lookup_role_external_id.clone(),
            for_stack_operations: settings.use_lookup_role,
        }),
        assets: matches!(settings.style, Style::Bootstrapped | Style::CliCredentials).then(|| AssetDestinations {
            bucket_name: fill(&settings.bucket_name, "cdk-${Qualifier}-assets-${AWS::AccountId}-${AWS::Region}"),
            bucket_prefix: fill(&settings.bucket_prefix, ""),
            repository_name: fill(
                &settings.repository_name,
                "cdk-${Qualifier}-container-assets-${AWS::AccountId}-${AWS::Region}",
            ),
            image_tag_prefix: fill(&settings.image_tag_prefix, ""),
            file_role: publishing(
                &settings.file_publishing_role_arn,
                "file-publishing-role",
                &settings.file_publishing_external_id,
            ),
            image_role: publishing(
                &settings.image_publishing_role_arn,
                "image-publishing-role",
                &settings.image_publishing_external_id,
            ),
        }),
        version_parameter: bootstrapped.then(|| {
            let usual = "/cdk-bootstrap/${Qualifier}/version";
            settings.version_parameter.as_deref().unwrap_or(usual).replace("${Qualifier}", qualifier)
        }),
        version_rule: bootstrapped && settings.version_rule,
    })
}
