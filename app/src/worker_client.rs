//! Client of the scanning worker: sends requests, and replaces a worker that dies.

use futures_channel::oneshot;
use greengate_app::bridge::{self, Request, Response, RulesState, TrustState};
use js_sys::Array;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use crate::browser;

/// Milliseconds without an answer after which a worker counts as dead. A frame takes a fraction of a second, a
/// photograph of many megapixels a few seconds.
const PATIENCE_MS: f64 = 12_000.0;
/// The same while a worker starts, in milliseconds; loading it may be slow.
const START_PATIENCE_MS: f64 = 60_000.0;
const WATCH_EVERY_MS: i32 = 500;
/// Pause before the first worker is started, in milliseconds: the page is drawn first.
const AFTER_DRAWING_MS: i32 = 10;
/// Pauses before a new worker is started, in milliseconds: none at first, then ever longer.
const BACK_OFF_MS: [i32; 5] = [0, 0, 500, 2_000, 10_000];

/// Error for a worker that died before it answered; a new one is being started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerGone;

/// Message that the worker sends without a request.
pub enum Notification {
    /// The lists in use.
    Trust(Box<TrustState>),
    /// The rules in use.
    Rules(RulesState),
}

struct Pending {
    number: u32,
    since: f64,
    reply: oneshot::Sender<Response>,
}

/// Callback that lives as long as the client, set once the client exists.
type Listener<E> = RefCell<Option<Closure<dyn FnMut(E)>>>;

struct Inner {
    worker: RefCell<Option<Worker>>,
    ready: Cell<bool>,
    started: Cell<f64>,
    deaths: Cell<usize>,
    next: Cell<u32>,
    pending: RefCell<Vec<Pending>>,
    /// Requests that wait for the worker to be ready.
    waiting: RefCell<Vec<(Array, Array)>>,
    /// Lists that were handed over, to repeat them to every new worker.
    lists: RefCell<Vec<(Request, JsValue)>>,
    /// Receiver of the lists and rules in use.
    on_told: Box<dyn Fn(Notification)>,
    on_message: Listener<MessageEvent>,
    on_error: Listener<ErrorEvent>,
}

/// Client of a worker that is restarted whenever it dies.
#[derive(Clone)]
pub struct WorkerClient(Rc<Inner>);

impl WorkerClient {
    /// Starts the worker, once the page is drawn.
    pub fn open(on_told: impl Fn(Notification) + 'static) -> Self {
        let inner = Rc::new(Inner {
            worker: RefCell::default(),
            ready: Cell::default(),
            started: Cell::default(),
            deaths: Cell::default(),
            next: Cell::new(1),
            pending: RefCell::default(),
            waiting: RefCell::default(),
            lists: RefCell::default(),
            on_told: Box::new(on_told),
            on_message: RefCell::default(),
            on_error: RefCell::default(),
        });
        let weak = Rc::downgrade(&inner);
        let message_to = Weak::clone(&weak);
        *inner.on_message.borrow_mut() = Some(Closure::new(move |event: MessageEvent| {
            if let Some(inner) = message_to.upgrade() {
                inner.receive(&event.data());
            }
        }));
        let error_to = Weak::clone(&weak);
        *inner.on_error.borrow_mut() = Some(Closure::new(move |event: ErrorEvent| {
            event.prevent_default();
            if let Some(inner) = error_to.upgrade() {
                inner.terminate();
            }
        }));
        spawn_local(async move {
            browser::sleep(AFTER_DRAWING_MS).await;
            if let Some(inner) = weak.upgrade() {
                inner.start();
            }
            loop {
                browser::sleep(WATCH_EVERY_MS).await;
                let Some(inner) = weak.upgrade() else { break };
                inner.watch();
            }
        });
        Self(inner)
    }

    /// Sends a request and waits for the response. With `transfer`, the attachment is transferred.
    pub async fn ask(&self, ask: Request, attachment: &JsValue, transfer: bool) -> Result<Response, WorkerGone> {
        let lasting = matches!(
            ask,
            Request::Demo { .. }
                | Request::Import { .. }
                | Request::ForgetImport { .. }
                | Request::Rules { .. }
                | Request::ForgetRules
                | Request::Journey { .. }
        );
        let given = lasting.then(|| ask.clone());
        let answer = self.0.post(ask, attachment, transfer).await.map_err(|_| WorkerGone)?;
        // A list that the worker refused must not replace the one before.
        if let (Some(ask), Response::Trust(_) | Response::Rules(_)) = (given, &answer) {
            self.0.remember(ask, attachment);
        }
        Ok(answer)
    }
}

impl Inner {
    fn start(self: &Rc<Self>) {
        self.ready.set(false);
        self.started.set(browser::monotonic());
        let Some(worker) = browser::start_scanner() else { return };
        if let (Some(message), Some(error)) = (&*self.on_message.borrow(), &*self.on_error.borrow()) {
            worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
            worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        }
        *self.worker.borrow_mut() = Some(worker);
    }

    fn remember(&self, ask: Request, attachment: &JsValue) {
        let mut lists = self.lists.borrow_mut();
        // A list replaces the one of the same kind. Rules and value sets come in several files, and each stays.
        lists.retain(|(before, _)| match (before, &ask) {
            (Request::Demo { .. }, Request::Demo { .. })
            | (Request::Rules { .. }, Request::ForgetRules)
            | (Request::Journey { .. }, Request::Journey { .. }) => false,
            (
                Request::Import { name: before, .. },
                Request::Import { name, .. } | Request::ForgetImport { name, .. },
            )
            | (Request::Rules { name: before }, Request::Rules { name }) => before != name,
            _ => true,
        });
        let ask = match ask {
            Request::Import { name, .. } => Request::Import { name, again: true },
            Request::ForgetImport { .. } | Request::ForgetRules => return,
            other => other,
        };
        lists.push((ask, attachment.clone()));
    }

    fn post(&self, ask: Request, attachment: &JsValue, transfer: bool) -> oneshot::Receiver<Response> {
        let (reply, answer) = oneshot::channel();
        let number = self.next.replace(self.next.get().wrapping_add(1).max(1));
        let Ok(message) = bridge::pack(number, ask, attachment) else {
            return answer;
        };
        let transferred = if transfer { Array::of1(attachment) } else { Array::new() };
        let since = browser::monotonic();
        self.pending.borrow_mut().push(Pending { number, since, reply });
        if self.ready.get() {
            self.deliver(number, &message, &transferred);
        } else {
            self.waiting.borrow_mut().push((message, transferred));
        }
        answer
    }

    /// Removes the pending request of this number.
    fn taken(&self, number: u32) -> Option<Pending> {
        let mut pending = self.pending.borrow_mut();
        let place = pending.iter().position(|waits| waits.number == number)?;
        Some(pending.swap_remove(place))
    }

    fn deliver(&self, number: u32, message: &Array, transferred: &Array) {
        let sent = self
            .worker
            .borrow()
            .as_ref()
            .map(|worker| worker.post_message_with_transfer(message, transferred));
        if !matches!(sent, Some(Ok(()))) {
            // No response can come: dropping the request wakes its caller.
            self.taken(number);
        }
    }

    fn receive(self: &Rc<Self>, data: &JsValue) {
        let Some((number, answer, _)) = bridge::unpack::<Response>(data) else {
            return;
        };
        match answer {
            Response::Ready => return self.on_ready(),
            Response::KeepAlive => return self.wait_longer(),
            Response::Trust(state) if number == 0 => return (self.on_told)(Notification::Trust(state)),
            Response::Rules(state) if number == 0 => return (self.on_told)(Notification::Rules(state)),
            _ => {}
        }
        // The worker responds: the next death counts as the first.
        self.deaths.set(0);
        if let Some(pending) = self.taken(number) {
            // The caller may have gone.
            _ = pending.reply.send(answer);
        }
    }

    /// Repeats the lists to the ready worker, then sends all waiting requests.
    fn on_ready(&self) {
        self.ready.set(true);
        for (list, attachment) in &*self.lists.borrow() {
            if let Ok(message) = bridge::pack(0, list, attachment) {
                self.deliver(0, &message, &Array::new());
            }
        }
        self.wait_longer();
        for (message, transferred) in self.waiting.take() {
            let number = bridge::unpack::<Request>(&message).map_or(0, |(number, ..)| number);
            self.deliver(number, &message, &transferred);
        }
    }

    /// Restarts the waiting time of all pending requests.
    fn wait_longer(&self) {
        let now = browser::monotonic();
        for pending in &mut *self.pending.borrow_mut() {
            pending.since = now;
        }
    }

    fn watch(self: &Rc<Self>) {
        let now = browser::monotonic();
        let overdue = if self.ready.get() {
            self.pending
                .borrow()
                .iter()
                .any(|pending| now - pending.since > PATIENCE_MS)
        } else {
            self.worker.borrow().is_some() && now - self.started.get() > START_PATIENCE_MS
        };
        if overdue {
            self.terminate();
        }
    }

    /// Ends the worker, wakes all waiting callers, and starts another worker.
    fn terminate(self: &Rc<Self>) {
        let Some(worker) = self.worker.take() else { return };
        worker.set_onmessage(None);
        worker.set_onerror(None);
        worker.terminate();
        self.ready.set(false);
        self.waiting.take();
        // Dropping the senders wakes the callers.
        self.pending.take();
        let deaths = self.deaths.replace(self.deaths.get() + 1);
        let pause = BACK_OFF_MS[deaths.min(BACK_OFF_MS.len() - 1)];
        let inner = Rc::clone(self);
        spawn_local(async move {
            browser::sleep(pause).await;
            inner.start();
        });
    }
}
