//! The camera's life in a world of openings, devices and one video element.

use super::{CameraError, CameraLife, LightRequest, Opening, STALLED_WAITS, STEADY_PICTURES, Shown, Step};
use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

/// Devices that are on, and the one in the video element.
#[derive(Default)]
struct Room {
    on: BTreeSet<usize>,
    video: Option<usize>,
}

/// A device of the room. Dropping it switches it off and clears the video if that shows it.
struct Device {
    number: usize,
    room: Rc<RefCell<Room>>,
}

impl Drop for Device {
    fn drop(&mut self) {
        let mut room = self.room.borrow_mut();
        room.on.remove(&self.number);
        if room.video == Some(self.number) {
            room.video = None;
        }
    }
}

/// The page and its browser.
#[derive(Default)]
struct Page {
    life: CameraLife<Device>,
    room: Rc<RefCell<Room>>,
    /// Openings that the browser has not answered.
    asked: Vec<Opening>,
    /// Openings whose video does not play yet.
    shown: Vec<Opening>,
    /// Openings whose video plays, in the eyes of their reading loops.
    read: Vec<Opening>,
    lights: Vec<LightRequest>,
    devices: usize,
}

impl Page {
    fn start(&mut self) {
        let opening = self.life.start();
        self.asked.push(opening);
    }

    /// The browser gives the camera to an opening.
    fn give(&mut self, opening: Opening) {
        let number = self.devices;
        self.devices += 1;
        self.room.borrow_mut().on.insert(number);
        let device = Device {
            number,
            room: Rc::clone(&self.room),
        };
        if let Some(device) = self.life.take(opening, device) {
            let mut room = device.room.borrow_mut();
            room.video = Some(number);
            self.shown.push(opening);
        }
    }

    fn play(&mut self, opening: Opening) {
        if self.life.run(opening, Some(false)) {
            self.read.push(opening);
        }
    }

    /// Opens the camera and waits until it plays.
    fn open(&mut self) -> Opening {
        self.start();
        let opening = self.asked.remove(self.asked.len() - 1);
        self.give(opening);
        self.play(opening);
        opening
    }

    fn stall(&mut self, opening: Opening) -> Step {
        let mut step = Step::Read;
        for _ in 0..STALLED_WAITS {
            if step == Step::Read {
                step = self.life.waited(opening, false);
            }
        }
        if let Step::Reopen(opening) = step {
            self.asked.push(opening);
        }
        step
    }

    fn press_light(&mut self) {
        if let Some((request, _)) = self.life.ask_light() {
            self.lights.push(request);
        }
    }

    /// At most one device is on, the video shows no other, and the page says so.
    fn check(&self, so_far: &[Event]) {
        let room = self.room.borrow();
        let on: Vec<usize> = room.on.iter().copied().collect();
        let what = format!(
            "{so_far:?}: {:?}, on {on:?}, in the video {:?}",
            self.life.shown(),
            room.video
        );
        match self.life.shown() {
            Shown::Off | Shown::Failed(_) => assert!(on.is_empty() && room.video.is_none(), "{what}"),
            Shown::Starting => assert!(on.len() <= 1 && on.first().copied() == room.video, "{what}"),
            Shown::On { .. } => {
                assert_eq!(self.life.device().map(|device| device.number), room.video, "{what}");
                assert_eq!((on.len(), on.first().copied()), (1, room.video), "{what}");
            }
        }
    }

    /// Everything that is under way ends; then the camera is on, off, or failed, and can be started.
    fn settle(&mut self, so_far: &[Event]) {
        for opening in std::mem::take(&mut self.asked) {
            self.give(opening);
        }
        for opening in std::mem::take(&mut self.shown) {
            self.play(opening);
        }
        self.check(so_far);
        assert_ne!(self.life.shown(), Shown::Starting, "{so_far:?}");
        self.open();
        assert_eq!(self.life.shown(), Shown::On { torch: Some(false) }, "{so_far:?}");
        self.check(so_far);
    }
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Start,
    Stop,
    /// The browser answers the oldest, or the newest, opening that waits.
    GiveOldest,
    GiveNewest,
    RefuseOldest,
    PlayOldest,
    /// The camera of the oldest, or of the newest, opening that was read ends.
    EndOldest,
    EndNewest,
    StallOldest,
    StallNewest,
    Light,
    LightAnswers,
}

const EVENTS: [Event; 12] = [
    Event::Start,
    Event::Stop,
    Event::GiveOldest,
    Event::GiveNewest,
    Event::RefuseOldest,
    Event::PlayOldest,
    Event::EndOldest,
    Event::EndNewest,
    Event::StallOldest,
    Event::StallNewest,
    Event::Light,
    Event::LightAnswers,
];

fn oldest<T>(list: &mut Vec<T>) -> Option<T> {
    (!list.is_empty()).then(|| list.remove(0))
}

fn happen(page: &mut Page, event: Event) {
    match event {
        Event::Start => page.start(),
        Event::Stop => page.life.stop(),
        Event::GiveOldest => {
            if let Some(opening) = oldest(&mut page.asked) {
                page.give(opening);
            }
        }
        Event::GiveNewest => {
            if let Some(opening) = page.asked.pop() {
                page.give(opening);
            }
        }
        Event::RefuseOldest => {
            if let Some(opening) = oldest(&mut page.asked) {
                page.life.fail(opening, CameraError::Refused);
            }
        }
        Event::PlayOldest => {
            if let Some(opening) = oldest(&mut page.shown) {
                page.play(opening);
            }
        }
        Event::EndOldest | Event::EndNewest => {
            let known = if matches!(event, Event::EndOldest) {
                page.read.first()
            } else {
                page.read.last()
            };
            if let Some(opening) = known.copied() {
                page.life.fail(opening, CameraError::Lost);
            }
        }
        Event::StallOldest => {
            if let Some(opening) = page.read.first().copied() {
                page.stall(opening);
            }
        }
        Event::StallNewest => {
            if let Some(opening) = page.read.last().copied() {
                page.life.waited(opening, true);
                page.stall(opening);
            }
        }
        Event::Light => page.press_light(),
        Event::LightAnswers => {
            if let Some(request) = oldest(&mut page.lights) {
                page.life.lit(request, true);
            }
        }
    }
}

#[test]
fn one_camera_at_most_is_on_in_every_order_of_events() {
    // Every order of five events, after none and after a camera that runs.
    const LENGTH: u32 = 5;
    for number in 0..EVENTS.len().pow(LENGTH) {
        let events: Vec<Event> = (0..LENGTH)
            .map(|place| EVENTS[number / EVENTS.len().pow(place) % EVENTS.len()])
            .collect();
        for runs in [false, true] {
            let mut page = Page::default();
            if runs {
                page.open();
            }
            for (done, event) in events.iter().enumerate() {
                happen(&mut page, *event);
                page.check(&events[..=done]);
            }
            page.settle(&events);
        }
    }
}

#[test]
fn a_superseded_opening_touches_nothing() {
    let mut page = Page::default();
    page.start();
    page.start();
    let (first, second) = (page.asked[0], page.asked[1]);
    page.give(second);
    page.play(second);
    page.give(first);
    assert_eq!(page.room.borrow().video, Some(0), "the second opening's");
    assert_eq!(page.room.borrow().on.len(), 1, "the first opening's camera stays on");
    assert!(page.life.fail(first, CameraError::Busy).is_none());
    assert_eq!(page.life.shown(), Shown::On { torch: Some(false) });
}

#[test]
fn the_light_of_another_camera_is_not_ours() {
    let mut page = Page::default();
    page.open();
    page.press_light();
    assert_eq!(page.life.shown(), Shown::On { torch: Some(false) }, "on while it waits");
    page.life.stop();
    page.open();
    assert!(!page.life.lit(page.lights[0], true), "the first camera's light");
    assert_eq!(page.life.shown(), Shown::On { torch: Some(false) });
    // Of two requests to one camera, the newer one counts.
    page.press_light();
    page.press_light();
    assert!(page.life.lit(page.lights[2], true));
    assert!(!page.life.lit(page.lights[1], false));
    assert_eq!(page.life.shown(), Shown::On { torch: Some(true) });
}

#[test]
fn a_camera_that_stalls_is_opened_again_once_it_has_worked() {
    let mut page = Page::default();
    let opening = page.open();
    for _ in 0..STEADY_PICTURES {
        assert_eq!(page.life.waited(opening, true), Step::Read);
    }
    // A picture in time: nothing has stalled.
    for _ in 1..STALLED_WAITS {
        assert_eq!(page.life.waited(opening, false), Step::Read);
    }
    page.life.waited(opening, true);
    assert!(matches!(page.stall(opening), Step::Reopen(_)));
    assert_eq!(page.life.shown(), Shown::Starting);
    assert!(page.room.borrow().on.is_empty(), "the stalled camera goes off first");
    assert_eq!(page.life.waited(opening, true), Step::End);
    // It does not work any more.
    let again = page.asked.remove(0);
    page.give(again);
    page.play(again);
    assert_eq!(page.stall(again), Step::Fail);
    assert_eq!(page.life.waited(again, false), Step::End, "told once");
    assert_eq!(page.life.shown(), Shown::Failed(CameraError::NoPicture));
    page.settle(&[]);
}

#[test]
fn a_better_reason_follows_unless_something_else_happened() {
    let mut page = Page::default();
    let opening = page.open();
    let lost = page
        .life
        .fail(opening, CameraError::Lost)
        .expect("the camera that was on");
    assert!(page.life.fail(opening, CameraError::Lost).is_none(), "told once");
    assert!(page.life.fail(lost, CameraError::Refused).is_some());
    assert_eq!(page.life.shown(), Shown::Failed(CameraError::Refused));
    let opening = page.open();
    let lost = page
        .life
        .fail(opening, CameraError::Lost)
        .expect("the camera that was on");
    page.start();
    assert!(page.life.fail(lost, CameraError::Refused).is_none());
    assert_eq!(page.life.shown(), Shown::Starting);
}
