//! What alarms watch: data, placed by [`alarms`](crate::alarms), beside what is watched of any PostgreSQL database. All of it is
//! measured without an agent on a machine.
//!
//! Metrics of [EC2](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html) and
//! [NAT gateways](https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html).

use purlin_product::watched::{Direction, Missing, Reaction, USUAL as ANY, Watched};

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

const EC2: Watched = Watched { namespace: "AWS/EC2", ..ANY };
const NAT: Watched = Watched { namespace: "AWS/NATGateway", statistic: "Sum", period: 5 * MINUTE, periods: 3, ..ANY };

/// The master's instance. Recovering begins before rebooting, so that the two do not meet: AWS advises to take two minutes and
/// three. Either keeps its private address, by which agents know it, and a reboot starts the master again.
pub(crate) const MASTER: &[Watched] = &[
    Watched {
        id: "MasterSystem",
        name: "master-system",
        metric: "StatusCheckFailed_System",
        periods: 2,
        missing: Missing::Unknown,
        reaction: Reaction::Recover,
        description: "The hardware under the master of {product} has failed. AWS moves the instance to other hardware, with its disk \
                      and its addresses. If this alarm is not over in half an hour, stop the instance and start it again.",
        ..EC2
    },
    Watched {
        id: "MasterInstance",
        name: "master-instance",
        metric: "StatusCheckFailed_Instance",
        periods: 3,
        missing: Missing::Unknown,
        reaction: Reaction::Reboot,
        description: "The system of the master of {product} does not answer. AWS reboots it. If this alarm is not over in half an \
                      hour, look at the instance's system log in EC2.",
        ..EC2
    },
    Watched {
        id: "MasterDisk",
        name: "master-disk",
        metric: "StatusCheckFailed_AttachedEBS",
        periods: 5,
        description: "The instance of the master of {product} does not reach its disk. Stop it and start it again; if that does not \
                      help, look at the volume in EC2.",
        ..EC2
    },
    Watched {
        id: "MasterStopped",
        name: "master-stopped",
        metric: "StatusCheckFailed",
        statistic: "SampleCount",
        periods: 5,
        direction: Direction::Below,
        missing: Missing::Bad,
        description: "The instance of the master of {product} does not run: no task can be started, and idle agents are not ended. \
                      Start it in EC2; if it is gone, deploy again: what it knows is in the database and in the bucket.",
        ..EC2
    },
    Watched {
        id: "MasterProcessor",
        name: "master-processor",
        metric: "CPUUtilization",
        statistic: "Average",
        period: 5 * MINUTE,
        periods: 6,
        threshold: 90.0,
        description: "The processor of the master of {product} has been busy for half an hour. If it is always so, set a larger \
                      `instance_type`.",
        ..EC2
    },
    Watched {
        id: "MasterCredits",
        name: "master-credits",
        metric: "CPUCreditBalance",
        // New instances of most types begin without credits, and earn some in their first hour.
        period: HOUR,
        periods: 3,
        direction: Direction::Below,
        threshold: 5.0,
        has_credits: true,
        description: "The master of {product} has been without credits for its processor for three hours: it is slow, or it costs \
                      more, depending on its type. Set another `instance_type`.",
        ..EC2
    },
];

pub(crate) const NAT_GATEWAYS: &[Watched] = &[
    Watched {
        id: "NatPorts",
        name: "nat-ports",
        metric: "ErrorPortAllocation",
        description: "The NAT gateway of {product} has no ports left for a destination, so that connections fail. Set more \
                      `nat_gateways`.",
        ..NAT
    },
    Watched {
        id: "NatDrops",
        name: "nat-drops",
        metric: "PacketsDropCount",
        threshold: 100.0,
        description: "The NAT gateway of {product} loses packets. Look at AWS's health dashboard, and at how much goes through it: \
                      more `nat_gateways` help.",
        ..NAT
    },
];
