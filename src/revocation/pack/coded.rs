//! Hashes cut off and coded (Elias–Fano). All of a part begin with the same hexadecimal digits, which are left out. The
//! next `k` bits of a hash name one of 2^k buckets, the next bytes tell the hashes of a bucket apart, and the rest is not
//! kept. All numbers big-endian:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 1 | 0, the kind of part |
//! | 1 | 1 | k, at most 32 |
//! | 2 | 1 | number of bytes kept beside the bucket, 1 to 8 |
//! | 3 | 4 | number of hashes, n |
//! | 7 | ⌈(n + 2^k) / 8⌉ | for each bucket a one for each of its hashes, then a zero; least significant bit first |
//! | | n times the bytes kept | these bytes of every hash, in order |
//!
//! A hash that is not in it is found with a probability of n / 2^(k + 8 · bytes kept).

use crate::revocation::{
    Error,
    digest::{HASH, Hash},
    error::wrong,
};

/// First byte of such a part.
pub(super) const TAG: u8 = 0;
const HEADER: usize = 7;
/// Bytes of the unary part between two counts of zeros.
const STEP: usize = 64;
const WORD: usize = 8;

/// Bits of a hash that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// First bits that all hashes of the part have in common.
    pub common: u32,
    /// Bits that name the bucket.
    pub bucket: u32,
    /// Bytes beside.
    pub bytes: usize,
}

/// A coded set.
#[derive(Debug)]
pub(in crate::revocation) struct Coded {
    file: Box<[u8]>,
    kept: Kept,
    count: usize,
    /// Offset of the bytes that tell the hashes of a bucket apart.
    low: usize,
    /// Number of zeros before every step of the unary part.
    zeros: Vec<u32>,
}

impl Kept {
    /// Buckets for this number of hashes, about one for each.
    pub(super) fn for_count(count: usize, digits: usize, bytes: usize) -> Self {
        Self {
            common: common(digits),
            bucket: count.next_power_of_two().trailing_zeros().min(32),
            bytes,
        }
    }

    /// True if this many hashes are neither far too many nor far too few for the buckets.
    pub(super) fn fits(self, count: usize) -> bool {
        let buckets = 1_usize << self.bucket;
        count <= buckets.saturating_mul(2) && count.saturating_mul(4) >= buckets
    }

    const fn bits(self) -> u32 {
        self.bucket + 8 * self.bytes as u32
    }

    /// The kept bits of a hash, as a number.
    pub(super) fn of(self, hash: &Hash) -> u128 {
        (u128::from_be_bytes(*hash) << self.common) >> (128 - self.bits())
    }

    /// Number of bytes of such a number.
    pub(super) const fn width(self) -> usize {
        self.bits().div_ceil(8) as usize
    }
}

/// Number of bits of some hexadecimal digits. No part has more than eight: with what is kept beside they are a whole hash.
fn common(digits: usize) -> u32 {
    u32::try_from(digits * 4).unwrap_or(u32::MAX).min(32)
}

/// Codes numbers of the kept bits, in order and each once.
pub(super) fn encode(kept: Kept, values: &[u128]) -> Result<Vec<u8>, Error> {
    let full = || Error::TooMany {
        what: "hashes of a part",
        count: values.len(),
        limit: u32::MAX as usize,
    };
    let count = u32::try_from(values.len()).map_err(|_| full())?;
    let buckets = 1_usize.checked_shl(kept.bucket).ok_or_else(full)?;
    let unary = (values.len() + buckets).div_ceil(8);
    let mut file = Vec::with_capacity(HEADER + unary + values.len() * kept.bytes);
    file.extend([TAG, u8::try_from(kept.bucket).map_err(|_| full())?]);
    file.push(u8::try_from(kept.bytes).map_err(|_| full())?);
    file.extend(count.to_be_bytes());
    file.resize(HEADER + unary, 0);
    for (place, value) in values.iter().enumerate() {
        let bucket = usize::try_from(value >> (8 * kept.bytes)).map_err(|_| full())?;
        let bit = bucket + place;
        file[HEADER + bit / 8] |= 1 << (bit % 8);
    }
    for value in values {
        file.extend(&value.to_be_bytes()[HASH - kept.bytes..]);
    }
    Ok(file)
}

impl Coded {
    /// Reads a part whose hashes have this many first digits in common. What it says is not believed beyond its length;
    /// its publisher is checked before.
    pub(in crate::revocation) fn read(file: Box<[u8]>, digits: usize) -> Result<Self, Error> {
        let broken = || wrong("a part of a pack is broken");
        let [TAG, bucket, bytes, a, b, c, d, rest @ ..] = &*file else {
            return Err(broken());
        };
        let kept = Kept {
            common: common(digits),
            bucket: (*bucket).into(),
            bytes: (*bytes).into(),
        };
        if kept.bucket > 32 || !(1..=8).contains(&kept.bytes) {
            return Err(broken());
        }
        let count = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).map_err(|_| broken())?;
        let buckets = 1_usize.checked_shl(kept.bucket).ok_or_else(broken)?;
        let bits = count.checked_add(buckets).ok_or_else(broken)?;
        let unary = bits.div_ceil(8);
        let low = count.checked_mul(kept.bytes).and_then(|low| low.checked_add(unary));
        if low != Some(rest.len()) {
            return Err(broken());
        }
        let ones: usize = rest[..unary].iter().map(|byte| byte.count_ones() as usize).sum();
        // The last bucket ends with a zero, and nothing comes after it.
        let last = bits - 1;
        if ones != count || rest[last / 8] >> (last % 8) != 0 {
            return Err(broken());
        }
        let mut zeros = Vec::with_capacity(unary.div_ceil(STEP));
        let mut sum = 0_u32;
        for step in rest[..unary].chunks(STEP) {
            zeros.push(sum);
            sum = sum.wrapping_add(step.iter().map(|byte| byte.count_zeros()).sum::<u32>());
        }
        Ok(Self {
            kept,
            count,
            low: HEADER + unary,
            zeros,
            file,
        })
    }

    /// True if a hash with the same first bits is there.
    pub(in crate::revocation) fn contains(&self, hash: &Hash) -> bool {
        let value = self.kept.of(hash);
        let Ok(bucket) = usize::try_from(value >> (8 * self.kept.bytes)) else {
            return false;
        };
        let wanted = value.to_be_bytes();
        let wanted = &wanted[HASH - self.kept.bytes..];
        let Some(start) = self.start(bucket) else { return false };
        // Before the bucket stand one zero for each bucket before it, and the ones of their hashes.
        (start..)
            .take_while(|bit| self.is_one(*bit))
            .any(|bit| self.low(bit - bucket) == Some(wanted))
    }

    /// Place of the first bit of a bucket.
    fn start(&self, bucket: usize) -> Option<usize> {
        if bucket == 0 {
            return Some(0);
        }
        let before = self.zeros.partition_point(|zeros| (*zeros as usize) < bucket);
        let step = before.checked_sub(1)?;
        let mut left = bucket - self.zeros[step] as usize;
        let unary = self.file.get(HEADER..self.low)?;
        let from = step * STEP;
        for (place, word) in unary.get(from..)?.chunks(WORD).enumerate() {
            let mut bytes = [u8::MAX; WORD];
            bytes[..word.len()].copy_from_slice(word);
            let mut word = !u64::from_le_bytes(bytes);
            let zeros = word.count_ones() as usize;
            if zeros < left {
                left -= zeros;
                continue;
            }
            for _ in 1..left {
                word &= word - 1;
            }
            return Some((from + place * WORD) * 8 + word.trailing_zeros() as usize + 1);
        }
        None
    }

    fn is_one(&self, bit: usize) -> bool {
        let byte = self.file.get(HEADER + bit / 8).filter(|_| HEADER + bit / 8 < self.low);
        byte.is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }

    /// The bytes kept beside the bucket.
    fn low(&self, place: usize) -> Option<&[u8]> {
        self.file
            .get(self.low + place * self.kept.bytes..)?
            .get(..self.kept.bytes)
    }

    /// Kept bits of every hash, in order.
    pub(super) fn values(&self) -> Vec<u128> {
        let mut values = Vec::with_capacity(self.count);
        let mut bucket = 0_u128;
        for bit in 0..(self.low - HEADER) * 8 {
            if values.len() == self.count {
                break;
            }
            if self.is_one(bit) {
                let low = self.low(values.len()).unwrap_or_default();
                let low = low.iter().fold(0, |low, byte| low << 8 | u128::from(*byte));
                values.push(bucket << (8 * self.kept.bytes) | low);
            } else {
                bucket += 1;
            }
        }
        values
    }

    /// Number of hashes.
    pub(in crate::revocation) const fn len(&self) -> usize {
        self.count
    }

    /// Number of first digits that all hashes have in common.
    pub(super) const fn digits(&self) -> usize {
        self.kept.common as usize / 4
    }

    pub(super) const fn kept(&self) -> Kept {
        self.kept
    }

    /// Probability that a hash is found that was not added.
    pub(in crate::revocation) fn false_positive_rate(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let count = self.count as f64;
        count * 0.5_f64.powi(i32::try_from(self.kept.bits()).unwrap_or(i32::MAX))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::revocation::digest::hash;

    fn hashes(range: std::ops::Range<u32>) -> Vec<Hash> {
        let mut hashes: Vec<Hash> = range.map(|n| hash(&[&n.to_be_bytes()])).collect();
        hashes.sort_unstable();
        hashes
    }

    fn coded(hashes: &[Hash], bytes: usize) -> Coded {
        let kept = Kept::for_count(hashes.len(), 0, bytes);
        let mut values: Vec<u128> = hashes.iter().map(|hash| kept.of(hash)).collect();
        values.dedup();
        let coded = Coded::read(encode(kept, &values).unwrap().into(), 0).unwrap();
        assert_eq!(coded.values(), values);
        coded
    }

    #[test]
    fn what_was_added_is_found_and_nothing_else() {
        for count in [0, 1, 2, 3, 255, 256, 257, 1000, 70_000] {
            let added = hashes(0..count);
            let coded = coded(&added, 4);
            assert_eq!(coded.len(), added.len());
            assert!(added.iter().all(|hash| coded.contains(hash)), "{count}");
            let others = hashes(count..count + 70_000);
            assert!(!others.iter().any(|hash| coded.contains(hash)), "{count}");
            assert!(coded.false_positive_rate() < 1e-9);
        }
        for edge in [[0; HASH], [0xff; HASH]] {
            assert!(coded(&[edge], 4).contains(&edge));
            let mut many = hashes(0..1000);
            assert!(!coded(&many, 4).contains(&edge));
            many.push(edge);
            many.sort_unstable();
            assert!(coded(&many, 4).contains(&edge));
        }
    }

    /// Hashes with the same first digits: the digits take no room.
    #[test]
    fn digits_in_common_are_left_out() {
        let all = hashes(0..40_000);
        let (same, others): (Vec<Hash>, Vec<Hash>) = all.into_iter().partition(|hash| hash[0] >> 4 == 9);
        let kept = Kept::for_count(same.len(), 1, 4);
        let values: Vec<u128> = same.iter().map(|hash| kept.of(hash)).collect();
        assert!(values.is_sorted());
        let file = encode(kept, &values).unwrap();
        let whole = Kept::for_count(same.len(), 0, 4);
        assert_eq!(kept.bucket, whole.bucket);
        let coded = Coded::read(file.into(), 1).unwrap();
        assert!(same.iter().all(|hash| coded.contains(hash)));
        // They are asked only about hashes with their digits.
        let with_digit = others.iter().map(|hash| {
            let mut hash = *hash;
            hash[0] = 0x90 | hash[0] & 15;
            hash
        });
        assert!(
            with_digit
                .into_iter()
                .filter(|hash| !same.contains(hash))
                .take(1000)
                .all(|hash| !coded.contains(&hash))
        );
    }

    /// The stated probability is the measured one.
    #[test]
    fn false_positives_are_as_many_as_stated() {
        let coded = coded(&hashes(0..3000), 1);
        let tried = 200_000;
        let found = hashes(3000..3000 + tried)
            .iter()
            .filter(|hash| coded.contains(hash))
            .count();
        let expected = coded.false_positive_rate() * f64::from(tried);
        let found = f64::from(u32::try_from(found).unwrap());
        assert!(
            (found - expected).abs() < 5.0 * expected.sqrt(),
            "{found} of {expected}"
        );
    }

    #[test]
    fn a_broken_part_is_refused() {
        let kept = Kept::for_count(300, 0, 4);
        let values: Vec<u128> = hashes(0..300).iter().map(|hash| kept.of(hash)).collect();
        let good = encode(kept, &values).unwrap();
        assert!(Coded::read(good.clone().into(), 0).is_ok());
        for cut in 0..good.len() {
            assert!(Coded::read(good[..cut].into(), 0).is_err(), "cut at {cut}");
        }
        assert!(Coded::read([&good[..], &[0]].concat().into(), 0).is_err());
        for (place, value) in [(0, 1), (1, 33), (1, 0xff), (2, 0), (2, 9), (3, 0xff), (6, 0)] {
            let mut bad = good.clone();
            bad[place] = value;
            assert!(Coded::read(bad.into(), 0).is_err(), "{place}: {value}");
        }
        // Hashes in buckets that are none.
        let unary = (300 + (1 << kept.bucket)) / 8;
        for bytes in [HEADER..HEADER + unary, HEADER + unary - 1..HEADER + unary] {
            let mut bad = good.clone();
            bad[bytes].fill(0xff);
            assert!(Coded::read(bad.into(), 0).is_err());
        }
    }
}
