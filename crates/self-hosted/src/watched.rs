//! What alarms watch: data, placed by [`alarms`](crate::alarms), beside what is watched of any
//! PostgreSQL database. All of it is measured without an agent on a machine.
//!
//! Metrics of [EC2](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html),
//! [load balancers](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html),
//! [ElastiCache](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html),
//! [NAT gateways](https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html) and
//! [certificates](https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html).

use purlin_product::watched::{Direction, Missing, Reaction, USUAL as ANY, Watched};

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

const EC2: Watched = Watched { namespace: "AWS/EC2", ..ANY };
const ELASTICACHE: Watched = Watched { namespace: "AWS/ElastiCache", period: 5 * MINUTE, periods: 3, ..ANY };
const BALANCER: Watched = Watched { namespace: "AWS/ApplicationELB", statistic: "Sum", period: 5 * MINUTE, ..ANY };
const NAT: Watched = Watched { namespace: "AWS/NATGateway", statistic: "Sum", period: 5 * MINUTE, periods: 3, ..ANY };

/// The application's instance. Recovering begins before rebooting, so that the two do not meet: AWS advises to take two minutes
/// and three.
pub(crate) const MASTER: &[Watched] = &[
    Watched {
        id: "MasterSystem",
        name: "valohai-roi-system",
        metric: "StatusCheckFailed_System",
        periods: 2,
        missing: Missing::Unknown,
        reaction: Reaction::Recover,
        description: "The hardware under the Valohai application has failed. AWS moves the instance to other hardware, with its \
                      disk and its addresses. If this alarm is not over in half an hour, stop the instance and start it again.",
        ..EC2
    },
    Watched {
        id: "MasterInstance",
        name: "valohai-roi-instance",
        metric: "StatusCheckFailed_Instance",
        periods: 3,
        missing: Missing::Unknown,
        reaction: Reaction::Reboot,
        description: "The system of the Valohai application does not answer. AWS reboots it. If this alarm is not over in half an \
                      hour, look at the instance's system log in EC2.",
        ..EC2
    },
    Watched {
        id: "MasterDisk",
        name: "valohai-roi-disk",
        metric: "StatusCheckFailed_AttachedEBS",
        periods: 5,
        description: "The instance of the Valohai application does not reach its disk. Stop it and start it again; if that does \
                      not help, look at the volume in EC2.",
        ..EC2
    },
    Watched {
        id: "MasterStopped",
        name: "valohai-roi-stopped",
        metric: "StatusCheckFailed",
        statistic: "SampleCount",
        periods: 5,
        direction: Direction::Below,
        missing: Missing::Bad,
        description: "The instance of the Valohai application does not run. Start it in EC2; if it is gone, deploy again: what \
                      users have is in the database and in the bucket.",
        ..EC2
    },
    Watched {
        id: "MasterProcessor",
        name: "valohai-roi-processor",
        metric: "CPUUtilization",
        statistic: "Average",
        period: 5 * MINUTE,
        periods: 6,
        threshold: 90.0,
        description: "The processor of the Valohai application has been busy for half an hour. Images are built there, too; if it \
                      is always so, set a larger `instance_type`.",
        ..EC2
    },
    Watched {
        id: "MasterCredits",
        name: "valohai-roi-credits",
        metric: "CPUCreditBalance",
        // New instances of most types begin without credits, and earn some in their first hour.
        period: HOUR,
        periods: 3,
        direction: Direction::Below,
        threshold: 5.0,
        has_credits: true,
        description: "The Valohai application has been without credits for its processor for three hours: it is slow, or it costs \
                      more, depending on its type. Set another `instance_type`.",
        ..EC2
    },
];

/// What browsers meet.
pub(crate) const LOAD_BALANCER: &[Watched] = &[
    Watched {
        id: "BalancerErrors",
        name: "valohai-roi-lb-errors",
        metric: "HTTPCode_ELB_5XX_Count",
        threshold: 10.0,
        description: "The load balancer of Valohai has answered ten requests in five minutes by itself, since the application did \
                      not. Look at the application's instance, and at its log /var/log/valohai-roi.log.",
        ..BALANCER
    },
    Watched {
        id: "ApplicationErrors",
        name: "valohai-roi-errors",
        metric: "HTTPCode_Target_5XX_Count",
        threshold: 10.0,
        description: "The Valohai application has failed ten requests in five minutes. Look at its logs on the instance, and at \
                      the alarms of the database and the queue.",
        ..BALANCER
    },
    Watched {
        id: "ApplicationSlow",
        name: "valohai-roi-slow",
        metric: "TargetResponseTime",
        statistic: "p95",
        periods: 3,
        threshold: 10.0,
        description: "For 15 minutes, one of twenty requests has taken the Valohai application ten seconds or more. Look at the \
                      alarms of the instance and the database; a larger `instance_type` may help.",
        ..BALANCER
    },
];

/// What the load balancer thinks of the application.
pub(crate) const TARGETS: &[Watched] = &[Watched {
    id: "ApplicationUnhealthy",
    name: "valohai-roi-unhealthy",
    metric: "UnHealthyHostCount",
    statistic: "Maximum",
    period: MINUTE,
    periods: 5,
    description: "The Valohai application does not answer /healthz. Look at its services on the instance, and at the alarms of the \
                  database and the queue.",
    ..BALANCER
}];

pub(crate) const CERTIFICATE: Watched = Watched {
    id: "Certificate",
    name: "valohai-roi-certificate",
    namespace: "AWS/CertificateManager",
    metric: "DaysToExpiry",
    statistic: "Minimum",
    period: DAY,
    direction: Direction::Below,
    threshold: 21.0,
    description: "The certificate of Valohai's domain ends within three weeks and was not renewed. Look at it in Certificate \
                  Manager: one that was imported has to be imported anew, any other wants its record in DNS.",
    ..ANY
};

/// Each node of the queue.
pub(crate) const CACHE: &[Watched] = &[
    Watched {
        id: "QueueMemory",
        name: "valohai-queue-memory",
        metric: "DatabaseMemoryUsagePercentage",
        threshold: 80.0,
        description: "The memory of Valohai's queue is nearly full; when it is, no job can be started. Look at which queue grows: \
                      workers may be missing. If it is always so, set a larger `cache_node_type`.",
        ..ELASTICACHE
    },
    Watched {
        id: "QueueEngine",
        name: "valohai-queue-engine",
        metric: "EngineCPUUtilization",
        statistic: "Average",
        threshold: 90.0,
        description: "The one processor on which Valohai's queue does its work has been busy for 15 minutes. Set a larger \
                      `cache_node_type`.",
        ..ELASTICACHE
    },
    Watched {
        id: "QueueProcessor",
        name: "valohai-queue-processor",
        metric: "CPUUtilization",
        statistic: "Average",
        threshold: 90.0,
        description: "The processors of Valohai's queue have been busy for 15 minutes. Set a larger `cache_node_type`.",
        ..ELASTICACHE
    },
    Watched {
        id: "QueueCredits",
        name: "valohai-queue-credits",
        metric: "CPUCreditBalance",
        period: HOUR,
        periods: 3,
        direction: Direction::Below,
        threshold: 5.0,
        has_credits: true,
        description: "The queue of Valohai has been without credits for its processor for three hours: it is slow, or it costs more. \
                      Set another `cache_node_type`.",
        ..ELASTICACHE
    },
    Watched {
        id: "QueueEvictions",
        name: "valohai-queue-evictions",
        metric: "Evictions",
        statistic: "Sum",
        periods: 1,
        description: "The queue of Valohai has forgotten something for want of memory: jobs may be lost. Set a larger \
                      `cache_node_type`, and restart jobs that do not begin.",
        ..ELASTICACHE
    },
    Watched {
        id: "QueueConnections",
        name: "valohai-queue-connections",
        metric: "CurrConnections",
        // It takes 65,000.
        threshold: 50_000.0,
        description: "Nearly as many clients are connected to Valohai's queue as it takes. Look at how many workers there are, and \
                      at what does not let go of its connections.",
        ..ELASTICACHE
    },
];

/// Each copy of the queue, and the node that it copies, which measures nothing.
pub(crate) const CACHE_COPIES: &[Watched] = &[Watched {
    id: "QueueLag",
    name: "valohai-queue-lag",
    metric: "ReplicationLag",
    // In seconds.
    threshold: 30.0,
    description: "A copy of Valohai's queue has been half a minute behind for 15 minutes: what was last written would be lost if the \
                  copy took over now. Look at the queue's events in ElastiCache, and set a larger `cache_node_type`.",
    ..ELASTICACHE
}];

pub(crate) const NAT_GATEWAYS: &[Watched] = &[
    Watched {
        id: "NatPorts",
        name: "valohai-nat-ports",
        metric: "ErrorPortAllocation",
        description: "The NAT gateway of Valohai has no ports left for a destination, so that connections fail. Set more \
                      `nat_gateways`.",
        ..NAT
    },
    Watched {
        id: "NatDrops",
        name: "valohai-nat-drops",
        metric: "PacketsDropCount",
        threshold: 100.0,
        description: "The NAT gateway of Valohai loses packets. Look at AWS's health dashboard, and at how much goes through it: \
                      more `nat_gateways` help.",
        ..NAT
    },
];
