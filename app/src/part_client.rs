//! Client of a part of the app that is loaded when it is first needed: a worker of its own.

use crate::bridge;
use crate::browser;
use futures_channel::oneshot;
use js_sys::Array;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, MessageEvent, Worker};

/// Milliseconds after which a job is given up, and its worker with it.
const PATIENCE_MS: i32 = 60_000;

/// Milliseconds between two looks whether the worker has started for another job.
const STARTING_MS: i32 = 20;

type Reply = oneshot::Sender<JsValue>;
/// Callers that wait for an answer, by its number.
type Answers = Rc<RefCell<Vec<(u32, Reply)>>>;

fn taken(answers: &Answers, number: u32) -> Option<Reply> {
    let mut answers = answers.borrow_mut();
    let place = answers.iter().position(|(waits, _)| *waits == number)?;
    Some(answers.swap_remove(place).1)
}

/// Gives the caller up if the answer is late.
fn give_up(answers: &Answers, number: u32) {
    let answers = Rc::clone(answers);
    spawn_local(async move {
        browser::sleep(PATIENCE_MS).await;
        taken(&answers, number);
    });
}

/// Worker that runs.
struct Running {
    worker: Worker,
    answers: Answers,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(Event)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// Client of a part: starts its worker for the first job and keeps it. A worker that died is replaced at the next job.
pub struct PartClient {
    name: &'static str,
    running: RefCell<Option<Rc<Running>>>,
    /// True while the worker starts.
    starting: Cell<bool>,
    number: Cell<u32>,
}

impl PartClient {
    /// Client of the part with this name of its files.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            running: RefCell::new(None),
            starting: Cell::new(false),
            number: Cell::new(0),
        }
    }

    /// Hands a job over and waits for its result. With `transfer`, the attachment is transferred. `None` if the part
    /// cannot be loaded, died, or took too long.
    pub async fn run<R: DeserializeOwned>(
        &self,
        job: impl Serialize,
        attachment: &JsValue,
        transfer: bool,
    ) -> Option<(R, JsValue)> {
        let number = self.number.get().wrapping_add(1).max(1);
        self.number.set(number);
        let message = bridge::pack(number, job, attachment).ok()?;
        let transferred = Array::new();
        if transfer {
            transferred.push(attachment);
        }
        let (_, result, attachment) = bridge::unpack(&self.answer(number, &message, &transferred).await?)?;
        Some((result, attachment))
    }

    async fn answer(&self, number: u32, message: &Array, transferred: &Array) -> Option<JsValue> {
        let running = self.running().await?;
        let (tell, answer) = oneshot::channel();
        running.answers.borrow_mut().push((number, tell));
        running.worker.post_message_with_transfer(message, transferred).ok()?;
        give_up(&running.answers, number);
        let answer = answer.await.ok();
        if answer.is_none() {
            // It died or hangs: the next job starts a new one.
            self.running.borrow_mut().take_if(|held| Rc::ptr_eq(held, &running));
        }
        answer
    }

    async fn running(&self) -> Option<Rc<Running>> {
        while self.starting.get() {
            browser::sleep(STARTING_MS).await;
        }
        let held = self.running.borrow().clone();
        if held.is_some() {
            return held;
        }
        self.starting.set(true);
        let started = self.started().await;
        self.starting.set(false);
        self.running.borrow_mut().clone_from(&started);
        started
    }

    async fn started(&self) -> Option<Rc<Running>> {
        let worker = browser::start_part(self.name).await?;
        let answers = Answers::default();
        let (tell, ready) = oneshot::channel();
        answers.borrow_mut().push((0, tell));
        let message = {
            let answers = Rc::clone(&answers);
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let data = event.data();
                let waits = bridge::number(&data).and_then(|number| taken(&answers, number));
                if let Some(waits) = waits {
                    // The caller may have gone.
                    _ = waits.send(data);
                }
            })
        };
        let error = {
            let answers = Rc::clone(&answers);
            Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                event.prevent_default();
                // Dropping the senders tells the callers that no answer comes.
                answers.borrow_mut().clear();
            })
        };
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        let running = Rc::new(Running {
            worker,
            answers: Rc::clone(&answers),
            _message: message,
            _error: error,
        });
        give_up(&answers, 0);
        ready.await.ok()?;
        Some(running)
    }
}
