//! Lists of the first bytes of hashes (`dgca-partialvarhashfilter`). The file, all numbers big-endian:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 2 | version, 1 |
//! | 2 | 4 | probability of a false positive that it was sized for, binary32 |
//! | 6 | 4 | number of elements that it was sized for |
//! | 10 | 1 | number of bytes kept of a hash |
//! | 11 | | these bytes of every hash, in the order of signed numbers |

use super::{check_rate, probability, take};
use crate::revocation::{Error, digest::HASH, error::wrong};

/// First bytes of hashes.
#[derive(Debug)]
pub(in crate::revocation) struct Prefixes {
    file: Box<[u8]>,
    /// Number of bytes of each.
    size: usize,
    /// All of them, in order, one after the other.
    sorted: Box<[u8]>,
    rate: f64,
}

impl Prefixes {
    /// Reads a list file whose part of a list holds only hashes with these first hexadecimal digits.
    pub(in crate::revocation) fn read(file: &[u8], digits: usize) -> Result<Self, Error> {
        let mut rest = file;
        if u16::from_be_bytes(take(&mut rest)?) != 1 {
            return Err(wrong("a list of partial hashes is of another version than 1"));
        }
        probability(take(&mut rest)?)?;
        if i32::from_be_bytes(take(&mut rest)?) < 0 {
            return Err(wrong("a list of partial hashes has a negative number of elements"));
        }
        let [size] = take(&mut rest)?;
        let size = usize::from(size);
        if size == 0 || size > HASH || !rest.len().is_multiple_of(size) {
            return Err(wrong("a list of partial hashes has hashes of a wrong length"));
        }
        let mut entries: Vec<&[u8]> = rest.chunks_exact(size).collect();
        entries.sort_unstable();
        entries.dedup();
        let bits = (size * 8).saturating_sub(digits * 4);
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let rate = entries.len() as f64 * 0.5_f64.powi(i32::try_from(bits).unwrap_or(i32::MAX));
        check_rate(rate)?;
        Ok(Self {
            sorted: entries.concat().into(),
            file: file.into(),
            size,
            rate,
        })
    }

    /// True if the hash begins with one of the entries.
    pub(in crate::revocation) fn contains(&self, hash: &[u8; HASH]) -> bool {
        let prefix = &hash[..self.size];
        if self.has(prefix) {
            return true;
        }
        // The reference writes numbers without the FF bytes that only repeat their sign, and fills up with zeros.
        let mut written = prefix.to_vec();
        let repeats = prefix
            .windows(2)
            .take_while(|pair| pair[0] == 0xff && pair[1] & 0x80 != 0);
        let repeats = repeats.count();
        written[..repeats].fill(0);
        repeats > 0 && self.has(&written)
    }

    fn has(&self, prefix: &[u8]) -> bool {
        let entry = |place: usize| &self.sorted[place * self.size..][..self.size];
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match entry(middle).cmp(prefix) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return true,
            }
        }
        false
    }

    /// Number of different entries.
    pub(in crate::revocation) const fn len(&self) -> usize {
        self.sorted.len() / self.size
    }

    /// Probability that it names a hash of its part of a list that was not added.
    pub(in crate::revocation) const fn false_positive_rate(&self) -> f64 {
        self.rate
    }

    /// The file that it was read from.
    pub(in crate::revocation) const fn file(&self) -> &[u8] {
        &self.file
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn file(size: u8, entries: &[&[u8]]) -> Vec<u8> {
        let mut file = vec![0, 1];
        file.extend(1e-10_f32.to_be_bytes());
        file.extend([0, 0, 0, 9, size]);
        file.extend(entries.concat());
        file
    }

    fn hash(start: &[u8]) -> [u8; HASH] {
        let mut hash = [0x55; HASH];
        hash[..start.len()].copy_from_slice(start);
        hash
    }

    #[test]
    fn hashes_are_found_by_their_first_bytes() {
        // In the order of signed numbers: the ones with the highest bit come first.
        let entries: [&[u8]; 4] = [&[0x80, 0, 0, 1], &[0xfe, 0, 0, 0], &[0, 0, 0, 7], &[0x7f, 1, 2, 3]];
        let list = Prefixes::read(&file(4, &entries), 0).unwrap();
        assert_eq!(list.len(), 4);
        for entry in entries {
            assert!(list.contains(&hash(entry)), "{entry:x?}");
            let mut beside = hash(entry);
            beside[3] ^= 0x40;
            assert!(!list.contains(&beside), "{entry:x?}");
        }
        assert!((list.false_positive_rate() - 4.0 / f64::from(u32::MAX)).abs() < 1e-12);
        // Of hashes that all begin with the same two digits, fewer bits tell them apart.
        let part = Prefixes::read(&file(4, &entries), 2).unwrap();
        assert_eq!(part.false_positive_rate(), list.false_positive_rate() * 256.0);
    }

    #[test]
    fn negative_numbers_lose_the_bytes_that_repeat_their_sign() {
        // FF FF 80 01 is the number -32767, which the reference writes as 80 01 and fills up.
        let list = Prefixes::read(&file(4, &[&[0, 0, 0x80, 1]]), 0).unwrap();
        assert!(list.contains(&hash(&[0xff, 0xff, 0x80, 1])));
        assert!(list.contains(&hash(&[0, 0, 0x80, 1])));
        assert!(!list.contains(&hash(&[0xff, 0, 0x80, 1])));
        assert!(!list.contains(&hash(&[0, 0xff, 0x80, 1])));
        let kept = Prefixes::read(&file(4, &[&[0xff, 0x7f, 0, 1]]), 0).unwrap();
        assert!(kept.contains(&hash(&[0xff, 0x7f, 0, 1])) && !kept.contains(&hash(&[0, 0x7f, 0, 1])));
    }

    #[test]
    fn hashes_of_a_wrong_length_are_refused() {
        let good = file(4, &[&[1, 2, 3, 4]]);
        assert!(Prefixes::read(&good, 0).is_ok());
        for size in [0, 3, 17, 0x80, 0xff] {
            assert!(Prefixes::read(&file(size, &[&[1, 2, 3, 4]]), 0).is_err(), "{size}");
        }
        for cut in 0..good.len() {
            let is_empty = cut == good.len() - 4;
            assert_eq!(Prefixes::read(&good[..cut], 0).is_ok(), is_empty, "cut at {cut}");
        }
        // One byte of a hash, and every one of them: the list would name everybody.
        let all: Vec<u8> = (0..=255).collect();
        let all = file(1, &[&all]);
        assert_eq!(Prefixes::read(&all, 0).err(), Some(Error::TooManyFalsePositives(1.0)));
        assert!(matches!(
            Prefixes::read(&file(1, &[&[7]]), 0),
            Err(Error::TooManyFalsePositives(_))
        ));
    }
}
