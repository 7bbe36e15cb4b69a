//! Passports as people hold them before the camera: upside down, two at once, in a mirror, half out of the picture.

use greengate_page_tests::{
    documents::{SIZE, passport, passport_of_size, picture_of, zone},
    gate::{Gate, PASSPORT_FIRST, RESULT, named, sample},
    media::Picture,
};
use std::time::{Duration, Instant};

const COMPARED: &str = "[data-testid=document-match]";
const HINT: &str = "[data-testid=zone-hint]";
/// Time in which the page looks at a dozen frames or more.
const LONG_ENOUGH: Duration = Duration::from_secs(3);

/// Asserts that the page takes no passport from what lies before the camera; answers whether it gave a hint.
async fn takes_nothing(gate: &Gate, what: &str) -> bool {
    let (start, mut hint) = (Instant::now(), false);
    while start.elapsed() < LONG_ENOUGH {
        for taken in [PASSPORT_FIRST, COMPARED] {
            let said = gate.browser.text(taken).await;
            assert!(!gate.browser.has(taken).await, "{what}: {said}");
        }
        hint |= gate.browser.has(HINT).await;
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    hint
}

#[tokio::test]
async fn a_passport_upside_down_is_compared() {
    let gate = Gate::open("desk").await;
    for (person, other, conclusion) in [(1, 1, ("go", "")), (2, 3, ("stop", "holder"))] {
        let someone = sample(other);
        gate.lay(&passport(named(&someone), 30 + other as u32).upside_down())
            .await;
        gate.says(PASSPORT_FIRST, &format!("{}, {}", someone.0, someone.1))
            .await;
        // The pass lies upside down as well.
        gate.lay(&gate.pass(person).upside_down()).await;
        gate.browser.find(COMPARED).await;
        let (answer, because) = gate.conclusion().await;
        assert_eq!((answer.as_str(), because.as_str()), conclusion);
        gate.clear().await;
        gate.next().await;
    }
    gate.browser.client.clone().close().await.unwrap();
}

#[tokio::test]
async fn of_two_passports_in_a_picture_none_is_taken() {
    let gate = Gate::open("desk").await;
    let people = [1, 2].map(sample);
    let (half, table) = ((SIZE.0 / 2, 300), Picture::blank(SIZE.0, SIZE.1, 128));
    let papers = [0, 1].map(|n| passport_of_size(named(&people[n]), 40 + n as u32, half));
    let left = |picture: &mut Picture, paper: &Picture| picture.place(paper, 0, 400);
    let right = |picture: &mut Picture, paper: &Picture| picture.place(paper, half.0 as isize, 400);
    let mut both = table.clone();
    left(&mut both, &papers[0]);
    right(&mut both, &papers[1]);
    gate.lay(&both).await;
    takes_nothing(&gate, "two passports").await;
    // One whose zone has a wrong digit is a passport as well, although it cannot be read.
    let mut lines = zone(named(&people[1]));
    lines[1].replace_range(3..4, "W");
    let mut doubtful = table.clone();
    left(&mut doubtful, &papers[0]);
    right(&mut doubtful, &picture_of(&lines, 42, half));
    gate.clear().await;
    gate.lay(&doubtful).await;
    takes_nothing(&gate, "a passport beside one that cannot be read").await;
    // The pass of one of them beside both.
    let code = Picture::of_code(&gate.pass_text(1), SIZE.0, 420, 8);
    both.place(&code, 0, 0);
    gate.lay(&both).await;
    gate.browser.find(RESULT).await;
    takes_nothing(&gate, "two passports and a pass").await;
    let (answer, because) = gate.conclusion().await;
    assert_eq!((answer.as_str(), because.as_str()), ("go", ""));
    // The other passport alone is compared: the pass is another's.
    let mut other = table.clone();
    right(&mut other, &papers[1]);
    gate.lay(&other).await;
    gate.browser.find(COMPARED).await;
    let (answer, because) = gate.conclusion().await;
    assert_eq!((answer.as_str(), because.as_str()), ("stop", "holder"));
    gate.clear().await;
    gate.next().await;
    // Each of them alone is read, in its half of the picture.
    for (n, paper) in papers.iter().enumerate() {
        let mut alone = table.clone();
        if n == 0 {
            left(&mut alone, paper);
        } else {
            right(&mut alone, paper);
        }
        gate.lay(&alone).await;
        gate.says(PASSPORT_FIRST, &people[n].0).await;
    }
    gate.browser.client.clone().close().await.unwrap();
}

#[tokio::test]
async fn a_passport_in_a_mirror_is_none() {
    let gate = Gate::open("desk").await;
    let someone = sample(1);
    let picture = passport(named(&someone), 50);
    gate.lay(&picture.clone().mirrored()).await;
    takes_nothing(&gate, "mirrored").await;
    gate.lay(&picture.clone().mirrored().upside_down()).await;
    takes_nothing(&gate, "mirrored, upside down").await;
    gate.lay(&picture).await;
    gate.says(PASSPORT_FIRST, &someone.0).await;
    gate.browser.client.clone().close().await.unwrap();
}

#[tokio::test]
async fn half_a_passport_is_a_hint_and_no_passport() {
    let gate = Gate::open("desk").await;
    let someone = sample(1);
    let picture = passport(named(&someone), 60);
    let (width, height) = (SIZE.0 as isize, SIZE.1 as isize);
    for (what, left, top) in [
        ("the left half", width / 2, 0),
        ("the right half", -width / 2, 0),
        ("without the lower line", 0, height / 2 - 14),
        ("the upper half of the lower line", 0, height / 2 - 30),
    ] {
        let mut cut = Picture::blank(SIZE.0, SIZE.1, 128);
        cut.place(&picture, left, top);
        gate.lay(&cut).await;
        assert!(takes_nothing(&gate, what).await, "{what}: no hint");
    }
    gate.lay(&picture).await;
    gate.says(PASSPORT_FIRST, &someone.0).await;
    assert!(!gate.browser.has(HINT).await);
    gate.browser.client.clone().close().await.unwrap();
}
