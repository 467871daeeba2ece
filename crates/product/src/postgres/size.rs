//! How much memory databases have, and how many clients they take because of that.

/// RDS lets a client connect for so many bytes of memory, up to this many clients.
const BYTES_A_CLIENT: f64 = 9_531_392.0;
const MOST_CLIENTS: f64 = 5000.0;
/// As many where a serverless database may become very small.
const MOST_CLIENTS_OF_SMALL: f64 = 2000.0;
const SMALL: f64 = 0.5;
const GIB: f64 = 1024.0 * 1024.0 * 1024.0;
const GIB_A_CAPACITY_UNIT: f64 = 2.0;

/// The memory of types of instances of a kind and the size `large`, in GiB.
const LARGE: [(char, f64); 4] = [('t', 8.0), ('m', 8.0), ('r', 16.0), ('z', 16.0)];
/// Other sizes, as parts of `large`.
const SIZES: [(&str, f64); 5] = [("micro", 0.125), ("small", 0.25), ("medium", 0.5), ("large", 1.0), ("xlarge", 2.0)];

/// The memory of a type of instance, in GiB; none where it is not known.
pub(super) fn instance_memory(kind: &str) -> Option<f64> {
    let (family, size) = kind.trim_start_matches("db.").split_once('.')?;
    let of_large = LARGE.iter().find(|(letter, _)| family.starts_with(*letter)).map(|(_, memory)| memory)?;
    let parts = match SIZES.iter().find(|(name, _)| *name == size) {
        Some((_, parts)) => *parts,
        // Such as `4xlarge`.
        None => 2.0 * size.strip_suffix("xlarge")?.parse::<f64>().ok()?,
    };
    Some(of_large * parts)
}

/// How many clients an instance takes with so much memory in GiB.
pub(super) fn most_connections(memory: Option<f64>) -> f64 {
    memory.map_or(MOST_CLIENTS, |memory| (memory * GIB / BYTES_A_CLIENT).min(MOST_CLIENTS))
}

/// How many a serverless database takes between these capacities: as many as the largest does.
pub(super) fn most_connections_of_capacity((min, max): (f64, f64)) -> f64 {
    let most = most_connections(Some(max * GIB_A_CAPACITY_UNIT));
    if min <= SMALL { most.min(MOST_CLIENTS_OF_SMALL) } else { most }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_goes_with_the_type() {
        let known = [("m5.xlarge", 16.0), ("db.r6g.2xlarge", 64.0), ("t4g.micro", 1.0), ("m7i.48xlarge", 768.0)];
        for (kind, memory) in known {
            assert_eq!(instance_memory(kind), Some(memory), "{kind}");
        }
        for unknown in ["x2g.large", "m5.metal", "m5"] {
            assert_eq!(instance_memory(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn clients_go_with_memory() {
        assert_eq!(most_connections(Some(16.0)).floor(), 1802.0);
        assert_eq!(most_connections(Some(64.0)), 5000.0);
        assert_eq!(most_connections(None), 5000.0);
        assert_eq!(most_connections_of_capacity((0.5, 64.0)), 2000.0);
        assert_eq!(most_connections_of_capacity((1.0, 64.0)), 5000.0);
        assert_eq!(most_connections_of_capacity((0.0, 1.0)).floor(), 225.0);
    }
}
