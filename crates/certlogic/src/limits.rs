//! Bounds on one expression and one evaluation.

/// Deepest nesting of an expression.
pub const MAX_EXPRESSION: usize = 64;
/// Most operations that one evaluation may take: a `reduce` within a `reduce` over long arrays
/// must not hold up its caller.
pub const MAX_STEPS: usize = 200_000;
