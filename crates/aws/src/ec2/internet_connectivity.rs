//! What has to be there before something reaches the internet.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use purlin_core::{Construct, Scope};

/// The routes and gateways without which a network does not reach the internet: what starts in it and downloads something
/// has to wait for them.
///
/// ```
/// use purlin_aws::ec2::{SubnetSelection, Vpc, VpcProps};
/// use purlin_cfn::ec2::{CfnInstance, CfnInstanceProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let subnets = vpc.select_subnets(&SubnetSelection::new());
/// let server = CfnInstance::new(&stack, "Server", CfnInstanceProps::new().image_id("ami-1"));
/// subnets.internet_connectivity().precedes(&server);
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Default)]
pub struct InternetConnectivity {
    groups: Vec<Group>,
}

impl InternetConnectivity {
    /// Makes a construct wait for all of it, also for what is added later on.
    #[track_caller]
    pub fn precedes(&self, dependent: &impl Construct) {
        for group in &self.groups {
            group.precede(dependent.scope());
        }
    }

    pub(super) fn of<'a>(groups: impl IntoIterator<Item = &'a Group>) -> Self {
        InternetConnectivity { groups: groups.into_iter().cloned().collect() }
    }
}

impl fmt::Debug for InternetConnectivity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(&self.groups).finish()
    }
}

/// Constructs that others wait for. Both can become more.
#[derive(Clone, Default)]
pub(super) struct Group {
    inner: Rc<RefCell<Inner>>,
}

#[derive(Default)]
struct Inner {
    members: Vec<Scope>,
    dependents: Vec<Scope>,
}

impl Group {
    #[track_caller]
    pub(super) fn add(&self, member: &impl Construct) {
        for dependent in &self.inner.borrow().dependents {
            dependent.add_dependency(member);
        }
        self.inner.borrow_mut().members.push(member.scope().clone());
    }

    #[track_caller]
    pub(super) fn precede(&self, dependent: &Scope) {
        for member in &self.inner.borrow().members {
            dependent.add_dependency(member);
        }
        self.inner.borrow_mut().dependents.push(dependent.clone());
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(&self.inner.borrow().members).finish()
    }
}
