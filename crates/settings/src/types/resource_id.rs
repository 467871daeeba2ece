//! Ids that EC2 and others give to resources.

use crate::Mistake;
use crate::source::{counted, quoted};
use crate::text::checked_text;

/// What ids begin with, and what they stand for.
const KINDS: &[(&str, &str)] = &[
    ("ami", "a machine image"),
    ("eipalloc", "an elastic IP address"),
    ("eni", "a network interface"),
    ("fs", "a file system"),
    ("i", "an instance"),
    ("igw", "an internet gateway"),
    ("key", "a key pair"),
    ("nat", "a NAT gateway"),
    ("rtb", "a route table"),
    ("sg", "a security group"),
    ("snap", "a snapshot"),
    ("subnet", "a subnet"),
    ("vol", "a volume"),
    ("vpc", "a VPC"),
    ("vpce", "a VPC endpoint"),
];

macro_rules! resource_ids {
    ($($(#[$meta:meta])* $name:ident, $expected:literal, $kind:literal;)+) => {$(
        checked_text! {
            $(#[$meta])*
            $name, $expected, |text| check(text, $kind),
            {
                "type": "string",
                "pattern": concat!("^", $kind, "-([0-9a-f]{8}|[0-9a-f]{17})$"),
                "examples": [concat!($kind, "-0123456789abcdef0")],
            }
        }
    )+};
}

resource_ids! {
    /// The id of a VPC, `vpc-…`.
    ///
    /// ```
    /// use purlin_settings::VpcId;
    ///
    /// assert!("vpc-066122736a3c21fc2".parse::<VpcId>().is_ok());
    /// let mistake = "subnet-066122736a3c21fc2".parse::<VpcId>().unwrap_err();
    /// assert_eq!(mistake.reason, "this is the id of a subnet");
    /// ```
    VpcId, "the id of a VPC", "vpc";
    /// The id of a subnet, `subnet-…`.
    SubnetId, "the id of a subnet", "subnet";
    /// The id of a security group, `sg-…`.
    SecurityGroupId, "the id of a security group", "sg";
    /// The id of a route table, `rtb-…`.
    RouteTableId, "the id of a route table", "rtb";
    /// The id of a machine image, `ami-…`.
    AmiId, "the id of a machine image", "ami";
    /// The id of an EBS snapshot, `snap-…`.
    SnapshotId, "the id of a snapshot", "snap";
    /// The id of an EFS or FSx file system, `fs-…`.
    FileSystemId, "the id of a file system", "fs";
    /// The allocation id of an elastic IP address, `eipalloc-…`.
    AllocationId, "the id of an elastic IP address", "eipalloc";
}

checked_text! {
    /// The id of a Route 53 hosted zone: `Z` and capital letters and digits.
    ///
    /// ```
    /// use purlin_settings::HostedZoneId;
    ///
    /// assert!("Z0123456789ABCDEFGHIJ".parse::<HostedZoneId>().is_ok());
    /// assert!("example.com".parse::<HostedZoneId>().is_err());
    /// ```
    HostedZoneId, "the id of a hosted zone",
    |text| {
        let id = text.strip_prefix("/hostedzone/").unwrap_or(text);
        let well_formed = id.starts_with('Z')
            && (8..=32).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        match well_formed {
            true if id == text => Ok(()),
            true => Err(Mistake::new("there is more than the id alone", format!("write {}", quoted(id)))),
            false => Err(Mistake::new(
                format!("{} does not look like `Z0123456789ABCDEFGHIJ`", quoted(text)),
                "copy the id, not the name, from the zone's page in the Route 53 console",
            )),
        }
    },
    {"type": "string", "pattern": "^Z[A-Z0-9]{7,31}$"}
}

fn check(text: &str, kind: &str) -> Result<(), Mistake> {
    let example = format!("write one such as `{kind}-0123456789abcdef0`");
    let Some((found, digits)) = text.rsplit_once('-') else {
        return Err(Mistake::new(format!("{} does not begin with `{kind}-`", quoted(text)), example));
    };
    if found != kind {
        let reason = match KINDS.iter().find(|(known, _)| *known == found) {
            Some((_, what)) => format!("this is the id of {what}"),
            None => format!("{} does not begin with `{kind}-`", quoted(text)),
        };
        return Err(Mistake::new(reason, example));
    }
    if let Some(other) = digits.chars().find(|c| !c.is_ascii_digit() && !matches!(c, 'a'..='f')) {
        return Err(Mistake::new(
            format!("it contains {}", quoted(&other.to_string())),
            format!("after `{kind}-` follow digits and the letters a to f, in lower case"),
        ));
    }
    match digits.len() {
        8 | 17 => Ok(()),
        length => Err(Mistake::new(
            format!("it has {} behind `{kind}-`", counted(length, "character")),
            "copy it again: 17 characters follow, or 8 in old ids",
        )),
    }
}
