//! Types of instances that agents can have: how many GPUs there are, and what Determined knows of them by itself.

mod data;

use data::{GPUS, KNOWN_TO_DETERMINED, OF_OLDER_DRIVERS, WITHOUT_GPUS};

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
