//! How the addresses of a VPC are shared out among its subnets.

use purlin_core::{Val, Value, fn_cidr, fn_select};

use super::cidr::{Ipv4Cidr, PREFIXES};

/// The most blocks that `Fn::Cidr` cuts a range into.
const MOST_BLOCKS: u64 = 256;
/// The bits that number as many blocks.
const BLOCK_BITS: u8 = 8;

/// Why a range cannot be shared out.
#[derive(Debug, PartialEq)]
pub(super) enum Misfit {
    /// Subnets with a prefix length of their own need more than there is.
    TooSmall { prefix: u8 },
    /// What is left would give the other subnets a prefix length that AWS does not take; `None` where nothing is left.
    Remainder { count: usize, prefix: Option<u8> },
}

/// A range for each subnet. Those with a prefix length come first, in their order and each at the next place that suits its
/// size; the others share evenly what is left.
pub(super) fn allocate(range: Ipv4Cidr, prefixes: &[Option<u8>]) -> Result<Vec<Ipv4Cidr>, Misfit> {
    let mut space = Space { next: u64::from(range.first().to_bits()), end: u64::from(range.last().to_bits()) + 1 };
    let mut fixed = Vec::new();
    for prefix in prefixes.iter().flatten() {
        fixed.push(space.take(*prefix).ok_or(Misfit::TooSmall { prefix: *prefix })?);
    }
    let mut fixed = fixed.into_iter();
    let count = prefixes.iter().filter(|prefix| prefix.is_none()).count();
    let share = space.even_prefix(count);
    let mut subnets = Vec::with_capacity(prefixes.len());
    for prefix in prefixes {
        let subnet = match prefix {
            Some(_) => fixed.next(),
            None => share.filter(|share| PREFIXES.contains(share)).and_then(|share| space.take(share)),
        };
        subnets.push(subnet.ok_or(Misfit::Remainder { count, prefix: share })?);
    }
    Ok(subnets)
}

/// What is left of a range.
struct Space {
    next: u64,
    end: u64,
}

impl Space {
    fn take(&mut self, prefix: u8) -> Option<Ipv4Cidr> {
        let size = Ipv4Cidr::size(prefix);
        let first = self.next.next_multiple_of(size);
        if first + size > self.end {
            return None;
        }
        self.next = first + size;
        Ipv4Cidr::new(u32::try_from(first).ok()?.into(), prefix)
    }

    /// The prefix length with which `count` subnets fit.
    fn even_prefix(&self, count: usize) -> Option<u8> {
        let share = (self.end - self.next).checked_div(u64::try_from(count).ok()?)?;
        Some(32 - u8::try_from(share.checked_ilog2()?).ok()?)
    }
}

/// Ranges within one that is only known during deployment, by its prefix length: expressions that cut it up.
pub(super) fn allocate_unknown(
    range: &Value<String>,
    prefix: u8,
    prefixes: &[u8],
) -> Result<Vec<Value<String>>, Misfit> {
    let mut used = 0_u64;
    let mut subnets = Vec::with_capacity(prefixes.len());
    for &subnet in prefixes {
        let size = Ipv4Cidr::size(subnet);
        let offset = used.next_multiple_of(size);
        used = offset + size;
        if subnet < prefix || used > Ipv4Cidr::size(prefix) {
            return Err(Misfit::TooSmall { prefix: subnet });
        }
        subnets.push(block(range.clone(), subnet, 1 << (subnet - prefix), offset / size));
    }
    Ok(subnets)
}

/// One of `count` equal blocks of a range, in several steps where one cannot make as many.
fn block(range: Value<String>, prefix: u8, count: u64, index: u64) -> Value<String> {
    if count == 1 {
        return range;
    }
    if count <= MOST_BLOCKS {
        return select_block(index, range, count, 32 - prefix);
    }
    let parent = block(range, prefix - BLOCK_BITS, count.div_ceil(MOST_BLOCKS), index / MOST_BLOCKS);
    select_block(index % MOST_BLOCKS, parent, MOST_BLOCKS, 32 - prefix)
}

fn select_block(index: u64, range: Value<String>, count: u64, bits: u8) -> Value<String> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    fn_select(usize::try_from(index).unwrap_or(usize::MAX), cut(range, count, bits))
}

/// `Fn::Cidr` with the number of bits as text, as aws-cdk-lib writes it.
pub(super) fn cut(range: Value<String>, count: i64, bits: u8) -> Value<Vec<String>> {
    fn_cidr(range, count, Value::<i64>::from_val(Val::text(bits.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allocated(range: &str, prefixes: &[Option<u8>]) -> Result<Vec<String>, Misfit> {
        let range = range.parse().map_err(|_| Misfit::TooSmall { prefix: 0 })?;
        Ok(allocate(range, prefixes)?.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn subnets_with_a_prefix_come_first_and_the_others_share_the_rest() {
        let found = allocated("10.0.0.0/20", &[None, Some(28), None, Some(22)]);
        assert_eq!(found.unwrap(), ["10.0.8.0/22", "10.0.0.0/28", "10.0.12.0/22", "10.0.4.0/22"]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(allocated("10.0.0.0/24", &[Some(25), Some(25), Some(28)]), Err(Misfit::TooSmall { prefix: 28 }));
        assert_eq!(allocated("10.0.0.0/24", &[Some(24), None]), Err(Misfit::Remainder { count: 1, prefix: None }));
        let crowded = allocated("10.0.0.0/27", &[None, None, None]);
        assert_eq!(crowded, Err(Misfit::Remainder { count: 3, prefix: Some(29) }));
    }

    #[test]
    fn the_end_of_all_addresses_is_no_trouble() {
        assert_eq!(allocated("255.255.0.0/16", &[None]).unwrap(), ["255.255.0.0/16"]);
    }
}
