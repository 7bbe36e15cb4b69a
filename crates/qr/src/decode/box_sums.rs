//! Sums over squares of modules, by a summed-area table.

/// A summed-area table of values per module.
pub(super) struct BoxSums {
    sums: Vec<f64>,
    size: usize,
}

impl BoxSums {
    /// The table of `size` rows of values.
    pub fn new(values: impl Iterator<Item = f32>, size: usize) -> Self {
        let stride = size + 1;
        let mut sums = vec![0.0_f64; stride * stride];
        let mut row_sum = 0.0;
        for (i, value) in values.enumerate() {
            let (x, y) = (i % size, i / size);
            row_sum = if x == 0 { 0.0 } else { row_sum } + f64::from(value);
            sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row_sum;
        }
        Self { sums, size }
    }

    fn range(&self, at: usize, radius: usize) -> (usize, usize) {
        (at.saturating_sub(radius), (at + radius + 1).min(self.size))
    }

    /// The sum around a module.
    pub fn sum(&self, i: usize, radius: usize) -> f32 {
        let ((left, right), (top, bottom)) = (self.range(i % self.size, radius), self.range(i / self.size, radius));
        let stride = self.size + 1;
        let at = |x: usize, y: usize| self.sums[y * stride + x];
        (at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)) as f32
    }

    /// The number of modules in the square.
    pub fn area(&self, i: usize, radius: usize) -> f32 {
        let ((left, right), (top, bottom)) = (self.range(i % self.size, radius), self.range(i / self.size, radius));
        ((right - left) * (bottom - top)) as f32
    }

    /// The mean around a module.
    pub fn mean(&self, i: usize, radius: usize) -> f32 {
        self.sum(i, radius) / self.area(i, radius)
    }
}
