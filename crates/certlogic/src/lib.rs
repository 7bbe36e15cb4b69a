#![doc = include_str!("../README.md")]

mod evaluate;
pub mod limits;
mod parse;
mod time;

pub use evaluate::{Error, Value};
pub use time::DateTime;

pub use limits::MAX_STEPS;
use parse::Node;
use serde_json::Value as Json;

/// An expression, ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Expression {
    root: Node,
    issues: Vec<Issue>,
    variables: Vec<String>,
}

/// A fault of an expression.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Issue {
    /// Path of operators and operand indices, such as `if[1].and[0]`; empty for the whole expression.
    pub path: String,
    /// The faulty part.
    pub expression: Json,
    /// Description of the fault.
    pub message: String,
}

impl Expression {
    /// Parses an expression. A part that is none becomes an error of evaluation where it is
    /// reached, and is among the [issues](Self::issues).
    #[must_use]
    pub fn parse(json: &Json) -> Self {
        parse::parse(json)
    }

    /// Everything that is wrong with the expression, in the order of the text.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The paths that it reads, outside of the lambdas of `reduce`, without doublets.
    #[must_use]
    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    /// Evaluates it on some data.
    ///
    /// # Errors
    /// Fails if an operation has operands of the wrong kind, an invalid part is reached, or the evaluation takes more
    /// than [`MAX_STEPS`].
    pub fn evaluate<'a>(&'a self, data: &'a Json) -> Result<Value<'a>, Error> {
        self.evaluate_counting(data).0
    }

    /// The same, and how many steps it took: never more than one beyond [`MAX_STEPS`].
    pub fn evaluate_counting<'a>(&'a self, data: &'a Json) -> (Result<Value<'a>, Error>, usize) {
        evaluate::evaluate(&self.root, data)
    }
}
