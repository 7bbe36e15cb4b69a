//! Bloom filters (`dgc-bloomfilter`). The file, all numbers big-endian:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 2 | version, 1 |
//! | 2 | 1 | number of rounds, 1 to 127 |
//! | 3 | 1 | hash function, 0 for SHA-256 |
//! | 4 | 4 | probability of a false positive that it was sized for, binary32 |
//! | 8 | 4 | number of elements that it was sized for |
//! | 12 | 4 | number of elements |
//! | 16 | 4 | number of words |
//! | 20 | | the words, 4 bytes each |
//!
//! The index of round `i` is SHA-256(element ‖ `i`), read as a signed number, modulo the number of bits.

use super::{check_rate, probability, take};
use crate::{
    limits::MAX_BLOOM_ROUNDS,
    revocation::{Error, error::wrong},
};
use sha2::{Digest, Sha256};

/// A Bloom filter.
#[derive(Debug)]
pub(in crate::revocation) struct Bloom {
    file: Box<[u8]>,
    rounds: u8,
    /// Number of bits, 32 for each word.
    bits: u64,
    rate: f64,
}

/// Offset of the words.
const WORDS: usize = 20;

impl Bloom {
    /// Reads a filter file.
    pub(in crate::revocation) fn read(file: &[u8]) -> Result<Self, Error> {
        let mut rest = file;
        if u16::from_be_bytes(take(&mut rest)?) != 1 {
            return Err(wrong("a Bloom filter is of another version than 1"));
        }
        let [rounds, function] = take(&mut rest)?;
        if rounds == 0 || rounds > MAX_BLOOM_ROUNDS {
            return Err(wrong("a Bloom filter has no rounds, or more than 127"));
        }
        if function != 0 {
            return Err(wrong("a Bloom filter is of another hash function than SHA-256"));
        }
        probability(take(&mut rest)?)?;
        let [sized_for, elements] = [
            i32::from_be_bytes(take(&mut rest)?),
            i32::from_be_bytes(take(&mut rest)?),
        ];
        if sized_for < 0 || elements < 0 {
            return Err(wrong("a Bloom filter has a negative number of elements"));
        }
        let words = u32::from_be_bytes(take(&mut rest)?);
        if words == 0 || usize::try_from(words).ok().and_then(|words| words.checked_mul(4)) != Some(rest.len()) {
            return Err(wrong("a Bloom filter has another length than it says"));
        }
        let bits = u64::from(words) * 32;
        let ones: u64 = rest.iter().map(|byte| u64::from(byte.count_ones())).sum();
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let rate = (ones as f64 / bits as f64).powi(rounds.into());
        check_rate(rate)?;
        Ok(Self {
            file: file.into(),
            rounds,
            bits,
            rate,
        })
    }

    /// True if the element may have been added.
    pub(in crate::revocation) fn contains(&self, element: &[u8]) -> bool {
        (0..self.rounds).all(|round| {
            let bit = self.index(element, round);
            // The most significant bit of a word, and so of its first byte, comes first.
            let byte = usize::try_from(bit / 8)
                .ok()
                .and_then(|byte| self.file.get(WORDS + byte));
            byte.is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0)
        })
    }

    /// SHA-256 as a signed number, modulo the number of bits.
    fn index(&self, element: &[u8], round: u8) -> u64 {
        let digest = Sha256::new().chain_update(element).chain_update([round]).finalize();
        let step = |rest: u64, digit: u64| ((rest << 32) | digit) % self.bits;
        let unsigned = digest.chunks_exact(4).fold(0, |rest, word| {
            step(rest, word.iter().fold(0, |n, byte| (n << 8) | u64::from(*byte)))
        });
        if digest[0] & 0x80 == 0 {
            return unsigned;
        }
        // The number is negative: less by 2^256.
        let beyond = (0..8).fold(1 % self.bits, |rest, _| step(rest, 0));
        (unsigned + self.bits - beyond) % self.bits
    }

    /// Probability that it names an element that was not added, by the bits that are set.
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
    use crate::limits::MAX_FALSE_POSITIVE_RATE;

    fn file(rounds: u8, words: &[u32]) -> Vec<u8> {
        let mut file = vec![0, 1, rounds, 0];
        file.extend(1e-4_f32.to_be_bytes());
        file.extend([0, 0, 0, 2, 0, 0, 0, 1]);
        file.extend(u32::try_from(words.len()).unwrap().to_be_bytes());
        file.extend(words.iter().flat_map(|word| word.to_be_bytes()));
        file
    }

    /// Filters of the reference implementation (`dgc-bloomfilter`, `filter-test.json`).
    #[test]
    fn the_published_filters_hold_their_elements() {
        for (rounds, words, elements, others) in [
            (
                67,
                &[0x7d4b_7894, 0x47af_b5d3, 0x1a36_164c][..],
                &["1"][..],
                &["2", "3", "10"][..],
            ),
            (22, &[0x7ef3_1c7c, 0x642b_5ce8], &["1", "2"], &["3", "4", "12"]),
            (15, &[0x0453_3f1a, 0x36ab_40c0], &["1", "3"], &["2", "4"]),
        ] {
            let filter = Bloom::read(&file(rounds, words)).unwrap();
            for element in elements {
                assert!(filter.contains(element.as_bytes()), "{rounds} rounds: {element}");
            }
            for other in others {
                assert!(!filter.contains(other.as_bytes()), "{rounds} rounds: {other}");
            }
            assert!(filter.false_positive_rate() < 1e-4);
            // Every bit is one of an element: filters that were built the same way are equal.
            let mut built = vec![0_u32; words.len()];
            for element in elements {
                for round in 0..rounds {
                    let bit = filter.index(element.as_bytes(), round);
                    built[usize::try_from(bit / 32).unwrap()] |= 0x8000_0000 >> (bit % 32);
                }
            }
            assert_eq!(built, words);
        }
    }

    #[test]
    fn absurd_parameters_are_refused() {
        let good = file(22, &[0x7ef3_1c7c, 0x642b_5ce8]);
        assert!(Bloom::read(&good).is_ok());
        assert!(Bloom::read(&file(MAX_BLOOM_ROUNDS, &[1])).is_ok());
        assert!(Bloom::read(&file(MAX_BLOOM_ROUNDS + 1, &[1])).is_err());
        for (what, place, value) in [
            ("version", 1, 2),
            ("no rounds", 2, 0),
            ("hash function", 3, 1),
            ("a probability of more than one", 4, 0x7f),
            ("a negative probability", 4, 0x80),
            ("a negative number of elements", 8, 0x80),
            ("another negative number of elements", 12, 0x80),
            ("a length of 2^24 words", 16, 1),
            ("a length of three words", 19, 3),
        ] {
            let mut bad = good.clone();
            bad[place] = value;
            assert!(Bloom::read(&bad).is_err(), "{what}");
        }
        for cut in 0..good.len() {
            assert!(Bloom::read(&good[..cut]).is_err(), "cut at {cut}");
        }
        assert!(Bloom::read(&[good, vec![0; 4]].concat()).is_err());
        assert!(Bloom::read(&file(1, &[])).is_err());
    }

    /// A filter of ones would revoke a whole country.
    #[test]
    fn a_filter_that_names_everybody_is_refused() {
        for rounds in [1, 22, 127] {
            let full = Bloom::read(&file(rounds, &[u32::MAX; 64]));
            assert_eq!(full.err(), Some(Error::TooManyFalsePositives(1.0)));
        }
        // One bit of 1024 in one round.
        let mut words = [0; 32];
        words[0] = 1;
        assert_eq!(
            Bloom::read(&file(1, &words)).unwrap().false_positive_rate(),
            1.0 / 1024.0
        );
        words[1] = 1;
        let rate = 2.0 / 1024.0;
        assert!(rate < MAX_FALSE_POSITIVE_RATE * 2.0);
        assert_eq!(
            Bloom::read(&file(1, &words)).err(),
            Some(Error::TooManyFalsePositives(rate))
        );
    }
}
