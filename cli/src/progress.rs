//! Progress bars on standard error, drawn only when that is a terminal.

use crate::terminal;
use indicatif::{ProgressBar, ProgressStyle};

/// Minimum number of inputs for a progress bar.
pub const MANY: usize = 8;

/// A progress bar of this length; one that is never drawn if standard error is no terminal, or if there is too little
/// work for one.
pub fn bar(length: u64, template: &str, is_worth_it: bool) -> ProgressBar {
    if !terminal::is_interactive() || !is_worth_it {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}
