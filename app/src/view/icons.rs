//! Icons: each verdict has a shape of its own, so that none depends on colour.

use crate::elements::tag;
use crate::presenter::{Answer, VerdictStyle};
use yew::prelude::*;

/// Draws an icon with this outline.
fn icon(class: &'static str, outline: &'static str) -> Html {
    tag!(<svg class={class} viewBox="0 0 24 24" aria-hidden="true" focusable="false">)
        .child(tag!(<path d={outline}>))
        .into()
}

/// Logo of the app.
pub fn gate() -> Html {
    icon(
        "icon mark",
        "M3 21V10a9 9 0 0 1 18 0v11h-4V10a5 5 0 0 0-10 0v11zM10 21v-9h4v9z",
    )
}

/// A clock.
pub fn clock() -> Html {
    icon(
        "icon",
        "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22zm0 3a8 8 0 1 1 0 16 8 8 0 0 1 0-16zm-1.4 2.5v6.3l5 3 1.4-2.3-3.6-2.1V6.5z",
    )
}

/// Icon of a verdict.
pub fn face(face: VerdictStyle) -> Html {
    match face {
        // A tick in a circle.
        VerdictStyle::Valid => icon(
            "icon face",
            "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22zm-1.6 16.2-5-5 2.1-2.1 2.9 2.9 6.9-6.9 2.1 2.1z",
        ),
        // An eye.
        VerdictStyle::Unsure => icon(
            "icon face",
            "M12 4C6.500 4 2 8 .500 12 2 16 6.500 20 12 20s10-4 11.500-8C22 8 17.500 4 12 4zm0 3a5 5 0 1 1 0 10 5 5 0 0 1 0-10zm0 2.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
        ),
        // A bar in a circle: no entry.
        VerdictStyle::Refused => icon("icon face", "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22zM5 10h14v4H5z"),
        // A clock.
        VerdictStyle::Outdated => icon(
            "icon face",
            "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22zm0 3a8 8 0 1 1 0 16 8 8 0 0 1 0-16zm-1.4 2.5v6.3l5 3 1.4-2.3-3.6-2.1V6.5z",
        ),
        // A question mark in a diamond.
        VerdictStyle::Unknown => icon(
            "icon face",
            "M12 .8.8 12 12 23.2 23.2 12zm1.4 17h-2.8V15h2.8zm1.8-6.6c-.9 1.1-1.8 1.4-1.8 2.6h-2.8c0-2 1.2-2.7 2-3.5.6-.6.9-1 .9-1.6 0-.9-.7-1.3-1.5-1.3s-1.6.5-1.6 1.7H7.6c0-2.6 2-4.2 4.4-4.2s4.3 1.4 4.3 3.7c0 1.1-.4 1.8-1.1 2.6z",
        ),
        // A cross in an octagon.
        VerdictStyle::Forged => icon(
            "icon face",
            "M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4zm1.3 5.3L6.3 8.7 9.6 12l-3.3 3.3 2.4 2.4 3.3-3.3 3.3 3.3 2.4-2.4-3.3-3.3 3.3-3.3-2.4-2.4L12 9.6z",
        ),
        // A code struck out.
        VerdictStyle::Unreadable => icon(
            "icon face",
            "M2.7 1 23 21.3 21.3 23l-3-3H13v-4h1.3L2 3.700V1zM3 8.500 7.500 13H3zM3 15h6v6H3zm2 2v2h2v-2zM9 3h1v1zm4 0h8v8h-4.500L13 7.500zm3 2.500v2.500h2.500V5.500zM13 13l1.500 0 2 2h4.500v4.500L13 11z",
        ),
    }
}

/// Icon of the answer to a question.
pub fn answer(answer: Answer) -> Html {
    match answer {
        Answer::Yes => icon(
            "icon answer",
            "m9.500 18.500-6-6 2.300-2.300 3.700 3.700 9-9 2.300 2.300z",
        ),
        Answer::No => icon("icon answer", "m5 3-2 2 7 7-7 7 2 2 7-7 7 7 2-2-7-7 7-7-2-2-7 7z"),
        Answer::Open => icon("icon answer", "M4 10.500h16v3H4z"),
    }
}

/// Icon of a hint.
pub fn info() -> Html {
    icon(
        "icon info",
        "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22zm1.500 16.500h-3v-7h3zm0-9h-3v-3h3z",
    )
}

/// Icon of a camera.
pub fn camera() -> Html {
    icon(
        "icon glyph",
        "M9 3 7.500 5H3v15h18V5h-4.500L15 3zm3 4.500a5 5 0 1 1 0 10 5 5 0 0 1 0-10zm0 2.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
    )
}
