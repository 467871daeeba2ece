//! AWS's partitions and regions.

/// What belongs together: nothing crosses from one partition to another, and each has domains of its own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Partition {
    /// What its services' names end in.
    pub(super) dns_suffix: &'static str,
    /// Where its console is, if that is public.
    pub(super) console: Option<&'static str>,
    regions: &'static [&'static str],
}

static PARTITIONS: &[Partition] = &[
    Partition {
        dns_suffix: "amazonaws.com",
        console: Some("console.aws.amazon.com"),
        regions: &[
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "me-west-1",
            "mx-central-1",
            "sa-east-1",
            "sa-west-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
    },
    Partition {
        dns_suffix: "amazonaws.com.cn",
        console: Some("console.amazonaws.cn"),
        regions: &["cn-north-1", "cn-northwest-1"],
    },
    Partition {
        dns_suffix: "amazonaws.com",
        console: Some("console.amazonaws-us-gov.com"),
        regions: &["us-gov-east-1", "us-gov-west-1"],
    },
    Partition { dns_suffix: "amazonaws.eu", console: Some("console.amazonaws-eusc.eu"), regions: &["eusc-de-east-1"] },
    Partition { dns_suffix: "c2s.ic.gov", console: None, regions: &["us-iso-east-1", "us-iso-west-1"] },
    Partition { dns_suffix: "sc2s.sgov.gov", console: None, regions: &["us-isob-east-1", "us-isob-west-1"] },
    Partition { dns_suffix: "cloud.adc-e.uk", console: None, regions: &["eu-isoe-west-1"] },
    Partition { dns_suffix: "csp.hci.ic.gov", console: None, regions: &["us-isof-east-1", "us-isof-south-1"] },
];

impl Partition {
    /// The partition that a region is in.
    pub(super) fn of(region: &str) -> Option<&'static Partition> {
        PARTITIONS.iter().find(|partition| partition.regions.contains(&region))
    }
}

/// More differences than this are no slip of the pen.
const MOST_DIFFERENCES: usize = 2;

/// The name of a region, or what is wrong with it.
pub(super) fn parse_region(text: &str) -> Result<String, String> {
    if Partition::of(text).is_some() {
        return Ok(text.to_owned());
    }
    let known = PARTITIONS.iter().flat_map(|partition| partition.regions);
    let distance = |region: &&str| strsim::damerau_levenshtein(region, &text.to_lowercase());
    Err(match known.min_by_key(|region| distance(region)).filter(|region| distance(region) <= MOST_DIFFERENCES) {
        Some(region) => format!("there is no such region; did you mean `{region}`?"),
        None => "there is no such region; write its code, such as `eu-west-1`".to_owned(),
    })
}
