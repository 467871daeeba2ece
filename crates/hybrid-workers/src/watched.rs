//! What alarms watch: data, placed by [`alarms`](crate::alarms). All of it is measured without an agent on the machine.
//!
//! Metrics of [EC2](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html), of [NAT
//! gateways](https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html) and of
//! [AWS Backup](https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html).

use purlin_product::watched::{Direction, Missing, Reaction, USUAL as ANY, Watched};

const EC2: &str = "AWS/EC2";
const NAT: &str = "AWS/NATGateway";
const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

const USUAL: Watched = Watched { namespace: EC2, ..ANY };

/// Recovering begins before rebooting, so that the two do not meet: AWS advises to take two minutes and three.
pub(crate) const QUEUE: &[Watched] = &[
    Watched {
        id: "System",
        name: "valohai-queue-system",
        metric: "StatusCheckFailed_System",
        periods: 2,
        missing: Missing::Unknown,
        reaction: Reaction::Recover,
        description: "The hardware under the Valohai queue has failed. AWS moves the queue to other hardware, with its disk and \
                      its addresses. If this alarm is not over in half an hour, stop the instance and start it again.",
        ..USUAL
    },
    Watched {
        id: "Instance",
        name: "valohai-queue-instance",
        metric: "StatusCheckFailed_Instance",
        periods: 3,
        missing: Missing::Unknown,
        reaction: Reaction::Reboot,
        description: "The system of the Valohai queue does not answer. AWS reboots it; jobs that wait are kept. If this alarm is \
                      not over in half an hour, look at the instance's system log in EC2, and restore a backup if need be.",
        ..USUAL
    },
    Watched {
        id: "Disk",
        name: "valohai-queue-disk",
        metric: "StatusCheckFailed_AttachedEBS",
        periods: 5,
        description: "The Valohai queue does not reach its disk. Stop the instance and start it again; if that does not help, \
                      look at the volume in EC2, and restore a backup.",
        ..USUAL
    },
    Watched {
        id: "Stopped",
        name: "valohai-queue-stopped",
        metric: "StatusCheckFailed",
        statistic: "SampleCount",
        periods: 5,
        direction: Direction::Below,
        missing: Missing::Bad,
        description: "The Valohai queue does not run. Start the instance in EC2. If it is gone, deploy again, and with \
                      `queue_image` set to its last backup.",
        ..USUAL
    },
    Watched {
        id: "Processor",
        name: "valohai-queue-processor",
        metric: "CPUUtilization",
        statistic: "Average",
        period: 5 * MINUTE,
        periods: 3,
        threshold: 90.0,
        description: "The processor of the Valohai queue has been busy for 15 minutes. Look at what runs on it; if it is \
                      Redis, set a larger `queue_instance_type`.",
        ..USUAL
    },
    Watched {
        id: "Credits",
        name: "valohai-queue-credits",
        metric: "CPUCreditBalance",
        // New instances of most types begin without credits, and earn some in their first hour.
        period: HOUR,
        periods: 3,
        direction: Direction::Below,
        threshold: 5.0,
        has_credits: true,
        description: "The Valohai queue has been without credits for its processor for three hours: it is slow, or it costs \
                      more, depending on its type. Look at what runs on it, or set another `queue_instance_type`.",
        ..USUAL
    },
    Watched {
        id: "DiskBursts",
        name: "valohai-queue-disk-bursts",
        metric: "EBSIOBalance%",
        statistic: "Minimum",
        period: 5 * MINUTE,
        periods: 3,
        direction: Direction::Below,
        threshold: 10.0,
        description: "The Valohai queue reads and writes more than its instance type can do for long, and is about to become \
                      slow. Look at what runs on it, or set a larger `queue_instance_type`.",
        ..USUAL
    },
];

pub(crate) const NAT_GATEWAYS: &[Watched] = &[
    Watched {
        id: "NatPorts",
        name: "valohai-nat-ports",
        namespace: NAT,
        metric: "ErrorPortAllocation",
        statistic: "Sum",
        period: 5 * MINUTE,
        periods: 3,
        description: "The NAT gateway of Valohai's workers has no ports left for a destination, so that connections fail. Set \
                      more `nat_gateways`, or `vpc_endpoints` for what AWS's services take.",
        ..USUAL
    },
    Watched {
        id: "NatDrops",
        name: "valohai-nat-drops",
        namespace: NAT,
        metric: "PacketsDropCount",
        statistic: "Sum",
        period: 5 * MINUTE,
        periods: 3,
        threshold: 100.0,
        description: "The NAT gateway of Valohai's workers loses packets. Look at AWS's health dashboard, and at how much goes \
                      through it: more `nat_gateways` help, or `vpc_endpoints`.",
        ..USUAL
    },
];

pub(crate) const BACKUPS: Watched = Watched {
    id: "Backups",
    name: "valohai-queue-backups",
    namespace: "AWS/Backup",
    metric: "NumberOfBackupJobsFailed",
    statistic: "Sum",
    period: HOUR,
    description: "A backup of the Valohai queue has failed. AWS Backup says why, under its jobs.",
    ..USUAL
};
