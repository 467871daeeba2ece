//! Tables of types of instances. New families of AWS's, and what a new version of Determined knows, are written here.

/// Families with NVIDIA's GPUs for amd64, and how many each size has. See [AWS's list](https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html).
pub(super) const GPUS: [(&str, &[(&str, i64)]); 18] = [
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
pub(super) const WITHOUT_GPUS: [&str; 72] = [
    "c3", "c4", "c5", "c5a", "c5ad", "c5d", "c5n", "c6a", "c6i", "c6id", "c6in", "c7a", "c7i", "c7i-flex", "c8a",
    "c8i", "c8i-flex", "d2", "d3", "d3en", "h1", "hpc6a", "hpc6id", "hpc7a", "i3", "i3en", "i4i", "i7i", "i7ie", "m3",
    "m4", "m5", "m5a", "m5ad", "m5d", "m5dn", "m5n", "m5zn", "m6a", "m6i", "m6id", "m6idn", "m6in", "m7a", "m7i",
    "m7i-flex", "m8a", "m8i", "m8i-flex", "r3", "r4", "r5", "r5a", "r5ad", "r5b", "r5d", "r5dn", "r5n", "r6a", "r6i",
    "r6id", "r6idn", "r6in", "r7a", "r7i", "r7iz", "r8a", "r8i", "t2", "t3", "t3a", "z1d",
];

/// Whose GPUs the driver of the usual image no longer knows.
pub(super) const OF_OLDER_DRIVERS: [&str; 5] = ["g3", "g3s", "p2", "p3", "p3dn"];

/// The types of which the master of Determined 0.38 knows how many slots they have, each family with its sizes. For these it passes
/// over what the configuration says.
pub(super) const KNOWN_TO_DETERMINED: [(&str, &[&str]); 18] = [
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

/// Those of `m5` and its kin.
const M5_SIZES: &[&str] = &["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge"];
