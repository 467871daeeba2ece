//! Types of instances that caches have: fewer than EC2.

use purlin_product::node_types::Types;

/// What ElastiCache has, without what keeps data on disks. See [the
/// types](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html).
pub(super) const CACHE: Types = Types {
    prefix: "cache.",
    what: "a queue",
    letters: &['m', 'r', 't', 'c'],
    first: (3, 4),
    has_new_intel: false,
    without: &["gd"],
    example: "m5.xlarge",
};
