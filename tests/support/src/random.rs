use crate::Choices;

/// Random numbers, the same from the same seed: a linear congruential generator with the constants of
/// Numerical Recipes.
pub struct Random(u32);

impl Random {
    /// The numbers of this seed.
    #[must_use]
    pub const fn new(seed: u32) -> Self {
        Self(seed)
    }

    /// A number of 32 bits. The low ones repeat soon.
    pub fn number(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0
    }

    /// A byte.
    pub fn byte(&mut self) -> u8 {
        (self.number() >> 24) as u8
    }

    /// A number from 0 to `end`, without it; `end` is at most 2^24.
    pub fn below(&mut self, end: usize) -> usize {
        (self.number() >> 8) as usize % end
    }

    /// True or false.
    pub fn flip(&mut self) -> bool {
        self.number() >> 31 == 1
    }

    /// Noise from -1 to 1.
    pub fn noise(&mut self) -> f32 {
        (self.number() >> 8) as f32 / 8_388_608.0 - 1.0
    }
}

impl Choices for Random {
    fn below(&mut self, end: usize) -> usize {
        Self::below(self, end)
    }
}
