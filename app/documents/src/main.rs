//! The part of the app that reads passports and boarding passes in camera frames. It is a worker that the page starts
//! at its first such frame, so that no first visit loads it, and so that the scanner's frames do not wait for it. It
//! keeps sums of what the frames of one traveller show, and no picture.

mod frame;

use frame::Frame;
use greengate::{boarding_pass::BoardingPass, person::MrzDoubt};
use greengate_app::bridge::{self, DocumentJob, DocumentResult, SeenBoardingPass, SeenDocuments, SeenZone};
use greengate_mrz::{Accumulator, Budget, Reader, Sighting, Zone};
use std::{cell::RefCell, rc::Rc};
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let global: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let documents = Rc::new(RefCell::new(Documents::default()));
    let listen = {
        let global = global.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some((number, job, attachment)) = bridge::unpack::<DocumentJob>(&event.data()) {
                let seen = documents.borrow_mut().run(&job, attachment);
                send(&global, number, DocumentResult::Seen(seen));
            }
        })
    };
    global.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    // A message sent before this one would have been lost.
    send(&global, 0, DocumentResult::Ready);
}

fn send(global: &DedicatedWorkerGlobalScope, number: u32, result: DocumentResult) {
    if let Ok(message) = bridge::pack(number, result, &JsValue::NULL) {
        // Only fails while the page closes.
        _ = global.post_message(&message);
    }
}

/// Reader of documents.
#[derive(Default)]
struct Documents {
    reader: Reader,
    /// What the frames of this traveller have shown of a zone.
    zone: Accumulator,
    /// Lines of the zone read last.
    last: Vec<String>,
    /// Frames in a row that showed a zone which could not be read.
    unclear: u8,
}

/// Frames in a row without a reading after which the page says how to hold the passport.
const UNCLEAR: u8 = 5;

impl Documents {
    fn run(&mut self, job: &DocumentJob, attachment: JsValue) -> SeenDocuments {
        match job {
            DocumentJob::Frame { at, anew } => {
                if *anew {
                    self.zone.reset();
                }
                let Some(frame) = Frame::take(attachment) else {
                    return SeenDocuments::default();
                };
                let zone = self.zone(&frame);
                SeenDocuments {
                    zone,
                    unclear: self.unclear >= UNCLEAR,
                    boarding_pass: boarding_pass_in(&frame, *at),
                }
            }
            DocumentJob::Text { text, at } => SeenDocuments {
                boarding_pass: boarding_pass(text, *at),
                ..SeenDocuments::default()
            },
        }
    }

    /// The zone in a frame. Of two documents side by side nobody knows which is the traveller's, also if only one of them
    /// can be read.
    fn zone(&mut self, frame: &Frame) -> Option<SeenZone> {
        let found = self.reader.search(&frame.grey()?, &Budget::FRAME);
        let read: Vec<(&Sighting, Zone)> = found
            .sightings
            .iter()
            .filter_map(|one| Some((one, one.read()?)))
            .collect();
        let sighting = match read.first() {
            Some((first, zone)) => read
                .iter()
                .all(|(_, other)| other.lines == zone.lines)
                .then_some(*first),
            None => found.sightings.first(),
        };
        // One zone may be seen in several sizes of the picture.
        let unread = &found.sightings[read.len()..];
        let Some(sighting) = sighting.filter(|one| unread.iter().all(|other| lies_on(other, one))) else {
            self.unclear = if found.part { self.unclear.saturating_add(1) } else { 0 };
            return None;
        };
        // A zone that reads by itself and is another one owes nothing to the frames before.
        if sighting.read().is_some_and(|alone| alone.lines != self.last) {
            self.zone.reset();
        }
        let zone = self.zone.add(sighting);
        self.unclear = if zone.is_some() {
            0
        } else {
            self.unclear.saturating_add(1)
        };
        let zone = zone?;
        self.last.clone_from(&zone.lines);
        let doubts = zone.doubts.into_iter().map(|doubt| MrzDoubt {
            line: doubt.line,
            column: doubt.column,
            alternatives: doubt.alternatives.into_iter().collect(),
        });
        Some(SeenZone {
            text: zone.lines.concat(),
            doubts: doubts.collect(),
        })
    }
}

/// True if the middle of one zone lies within the other's bounds.
fn lies_on(one: &Sighting, other: &Sighting) -> bool {
    let corners = one.corners();
    (0..2).all(|axis| {
        let middle = corners.iter().map(|corner| corner[axis]).sum::<f32>() / corners.len() as f32;
        let along = other.corners().map(|corner| corner[axis]);
        let (low, high) = along
            .into_iter()
            .fold((f32::MAX, f32::MIN), |(low, high), x| (low.min(x), high.max(x)));
        (low..=high).contains(&middle)
    })
}

/// The boarding pass in a frame, in one of the symbols that the scanner of passes does not read. Of several nobody knows
/// which is the traveller's.
fn boarding_pass_in(frame: &Frame, at: f64) -> Option<SeenBoardingPass> {
    let symbols = greengate_barcodes::read(&frame.barcode()?, &greengate_barcodes::Budget::FRAME);
    let mut passes = symbols.iter().filter_map(|symbol| boarding_pass(&symbol.text, at));
    let first = passes.next()?;
    passes.all(|other| other == first).then_some(first)
}

/// What a text says if it is that of a boarding pass.
fn boarding_pass(text: &str, at: f64) -> Option<SeenBoardingPass> {
    let pass = BoardingPass::parse(text).ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "a float to integer cast saturates")]
    let today = OffsetDateTime::from_unix_timestamp((at / 1000.0) as i64).ok()?.date();
    let last = pass.legs.last()?;
    let transits = pass.legs.iter().skip(1).map(|leg| format!("{}:", leg.from));
    let stays: Vec<String> = pass
        .legs
        .first()
        .map(|leg| leg.from.clone())
        .into_iter()
        .chain(transits)
        .collect();
    Some(SeenBoardingPass {
        passenger: pass.passenger(),
        flight: format!("{} {}", last.carrier, last.flight),
        to: last.to.clone(),
        from: last.from.clone(),
        stays: stays.join(" "),
        day: pass.date(last, today).map(|day| day.to_string()),
        name: pass.name,
    })
}
