//! Types of instances that agents can have: how many GPUs there are, and what Determined knows of them by itself.

/// Families with NVIDIA's GPUs for amd64, and how many each size has. See [AWS's list](https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html).
const GPUS: [(&str, &[(&str, i64)]); 18] = [
    (
        "g4dn",
        &[
            ("xlarge", 1),
            ("2xlarge", 1),
            ("4xlarge", 1),
            ("8xlarge", 1),
            ("16xlarge", 1),
            ("12xlarge", 4),
            ("metal", 8),
        ],
    ),
    (
        "g5",
        &[
            ("xlarge", 1),
            ("2xlarge", 1),
            ("4xlarge", 1),
            ("8xlarge", 1),
            ("16xlarge", 1),
            ("12xlarge", 4),
            ("24xlarge", 4),
            ("48xlarge", 8),
        ],
    ),
    (
        "g6",
        &[
            ("xlarge", 1),
            ("2xlarge", 1),
            ("4xlarge", 1),
            ("8xlarge", 1),
            ("16xlarge", 1),
            ("12xlarge", 4),
            ("24xlarge", 4),
            ("48xlarge", 8),
        ],
    ),
    (
        "g6e",
        &[
            ("xlarge", 1),
            ("2xlarge", 1),
            ("4xlarge", 1),
            ("8xlarge", 1),
            ("16xlarge", 1),
            ("12xlarge", 4),
            ("24xlarge", 4),
            ("48xlarge", 8),
        ],
    ),
    ("g7e", &[("2xlarge", 1), ("4xlarge", 1), ("8xlarge", 1), ("12xlarge", 2), ("24xlarge", 4), ("48xlarge", 8)]),
    ("gr6", &[("4xlarge", 1), ("8xlarge", 1)]),
    ("g3", &[("4xlarge", 1), ("8xlarge", 2), ("16xlarge", 4)]),
    ("g3s", &[("xlarge", 1)]),
    ("p2", &[("xlarge", 1), ("8xlarge", 8), ("16xlarge", 16)]),
    ("p3", &[("2xlarge", 1), ("8xlarge", 4), ("16xlarge", 8)]),
    ("p3dn", &[("24xlarge", 8)]),
    ("p4d", &[("24xlarge", 8)]),
    ("p4de", &[("24xlarge", 8)]),
    ("p5", &[("4xlarge", 1), ("48xlarge", 8)]),
    ("p5e", &[("48xlarge", 8)]),
    ("p5en", &[("48xlarge", 8)]),
    ("p6-b200", &[("48xlarge", 8)]),
    ("p6-b300", &[("48xlarge", 8)]),
];

/// Families for amd64 without GPUs.
const WITHOUT_GPUS: [&str; 72] = [
    "c3", "c4", "c5", "c5a", "c5ad", "c5d", "c5n", "c6a", "c6i", "c6id", "c6in", "c7a", "c7i", "c7i-flex", "c8a",
    "c8i", "c8i-flex", "d2", "d3", "d3en", "h1", "hpc6a", "hpc6id", "hpc7a", "i3", "i3en", "i4i", "i7i", "i7ie", "m3",
    "m4", "m5", "m5a", "m5ad", "m5d", "m5dn", "m5n", "m5zn", "m6a", "m6i", "m6id", "m6idn", "m6in", "m7a", "m7i",
    "m7i-flex", "m8a", "m8i", "m8i-flex", "r3", "r4", "r5", "r5a", "r5ad", "r5b", "r5d", "r5dn", "r5n", "r6a", "r6i",
    "r6id", "r6idn", "r6in", "r7a", "r7i", "r7iz", "r8a", "r8i", "t2", "t3", "t3a", "z1d",
];

/// Whose GPUs the driver of the usual image no longer knows.
const OF_OLDER_DRIVERS: [&str; 5] = ["g3", "g3s", "p2", "p3", "p3dn"];

/// The types of which the master of Determined 0.38 knows how many slots they have, each family with its sizes. For these it passes
/// over what the configuration says.
const KNOWN_TO_DETERMINED: [(&str, &[&str]); 18] = [
    ("g4dn", &["xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge", "12xlarge", "metal"]),
    ("g5", &["xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge", "12xlarge", "24xlarge", "48xlarge"]),
    ("p2", &["xlarge", "8xlarge", "16xlarge"]),
    ("p3", &["2xlarge", "8xlarge", "16xlarge"]),
    ("p3dn", &["24xlarge"]),
    ("p4d", &["24xlarge"]),
    ("t2", &["medium", "large", "xlarge", "2xlarge"]),
    ("t3", &["nano", "micro", "small", "medium", "large", "xlarge", "2xlarge"]),
    ("c4", &["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"]),
    ("c5", &["large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "12xlarge", "18xlarge", "24xlarge"]),
    ("c5d", &["large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "12xlarge", "18xlarge", "24xlarge"]),
    ("c5n", &["large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "18xlarge"]),
    ("m4", &["large", "xlarge", "2xlarge", "4xlarge", "10xlarge", "16xlarge"]),
    ("m5", M5_SIZES),
    ("m5d", M5_SIZES),
    ("m5dn", M5_SIZES),
    ("m5n", M5_SIZES),
    ("m5zn", &["large", "xlarge", "2xlarge", "3xlarge", "6xlarge", "12xlarge"]),
];
const M5_SIZES: &[&str] = &["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge"];

/// How many GPUs agents of a type have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gpus {
    /// So many.
    Count(i64),
    /// The family is known, but has no such size.
    NoSuchSize,
    /// Nothing is known of the family.
    UnknownFamily,
}

/// How many GPUs a type of instance has.
pub(crate) fn gpus(instance_type: &str) -> Gpus {
    let Some((family, size)) = instance_type.split_once('.') else { return Gpus::UnknownFamily };
    if WITHOUT_GPUS.contains(&family) {
        return if is_size(size) { Gpus::Count(0) } else { Gpus::NoSuchSize };
    }
    let Some((_, sizes)) = GPUS.iter().find(|(known, _)| *known == family) else { return Gpus::UnknownFamily };
    sizes.iter().find(|(known, _)| *known == size).map_or(Gpus::NoSuchSize, |(_, count)| Gpus::Count(*count))
}

/// Whether instances come in such a size: `large`, or so many times `xlarge`, or the whole machine.
fn is_size(size: &str) -> bool {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = size.strip_prefix("metal").map(|rest| rest.trim_start_matches('-').trim_end_matches("xl"));
    ["nano", "micro", "small", "medium", "large"].contains(&size)
        || size.strip_suffix("xlarge").or(whole).is_some_and(is_number)
}

/// Whether the master knows by itself how many slots agents of a type have.
pub(crate) fn is_known_to_determined(instance_type: &str) -> bool {
    let known = |(family, size): (&str, &str)| {
        KNOWN_TO_DETERMINED.iter().any(|(known, sizes)| *known == family && sizes.contains(&size))
    };
    instance_type.split_once('.').is_some_and(known)
}

/// Whether the driver of the usual image knows the GPUs of a type.
pub(crate) fn needs_older_driver(instance_type: &str) -> bool {
    instance_type.split_once('.').is_some_and(|(family, _)| OF_OLDER_DRIVERS.contains(&family))
}

/// The sizes of a family with GPUs, as they are shown.
pub(crate) fn sizes(instance_type: &str) -> String {
    let family = instance_type.split_once('.').map_or(instance_type, |(family, _)| family);
    let of_family = GPUS.iter().filter(|(known, _)| *known == family).flat_map(|(_, sizes)| *sizes);
    of_family.map(|(size, _)| format!("`{family}.{size}`")).collect::<Vec<_>>().join(", ")
}
