//! What the counter does: signs, keeps, prints. It tells the state of everything that happens.

mod camera;
mod files;

pub use self::files::{save, save_book};

use self::camera::ZoneCamera;
use crate::{
    day_book::{self, BookEntry, BookError, BookState, DayBook},
    desk_key::DeskKey,
    lists::Believed,
    offline,
    state::{Action, Before, Field, Issued, Kept, KeyState, Notice, Paper, PrintJob, State},
};
use greengate::{
    counter::{CertificateRequest, Desk, DeskError, IssueError, Statement, to_pem},
    person::Mrz,
};
use greengate_app::browser;
use js_sys::Date;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};
use time::{OffsetDateTime, UtcOffset};
use wasm_bindgen_futures::spawn_local;
use yew::UseReducerDispatcher;

/// Name of the setting that holds the vaccines used last: identifiers of WHO's list, between spaces.
const RECENT: &str = "counter vaccines";

/// When a pass was issued, and the hash of its details.
struct Made {
    at: OffsetDateTime,
    details: String,
}

struct Inner {
    tell: UseReducerDispatcher<State>,
    key: RefCell<Option<DeskKey>>,
    desk: RefCell<Option<Rc<Desk>>>,
    believed: RefCell<Believed>,
    book: RefCell<Option<Rc<DayBook>>>,
    entries: RefCell<Rc<Vec<BookEntry>>>,
    camera: ZoneCamera,
    /// What was issued since the page was opened, put away or not, by idempotency key: it names nobody.
    made: RefCell<BTreeMap<String, Made>>,
    /// True while a day book is opened.
    opens: Cell<bool>,
    /// Records of the day book that cannot be read.
    unreadable: Cell<usize>,
    /// True while a pass is signed: one at a time.
    signs: Cell<bool>,
}

/// Controller of the counter.
#[derive(Clone)]
pub struct Controller(Rc<Inner>);

/// Now, in the zone of the device: its date is today.
pub fn now() -> OffsetDateTime {
    let now = browser::instant(browser::now()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    // Minutes that UTC is ahead of the device.
    #[expect(clippy::cast_possible_truncation, reason = "at most fourteen hours")]
    let behind = Date::new_0().get_timezone_offset() as i32;
    UtcOffset::from_whole_seconds(-60 * behind).map_or(now, |offset| now.to_offset(offset))
}

impl Controller {
    /// Starts: opens the key, the lists and the day book.
    pub fn new(tell: UseReducerDispatcher<State>) -> Self {
        let controller = Self(Rc::new(Inner {
            tell,
            key: RefCell::default(),
            desk: RefCell::default(),
            believed: RefCell::default(),
            book: RefCell::default(),
            entries: RefCell::default(),
            camera: ZoneCamera::default(),
            made: RefCell::default(),
            opens: Cell::default(),
            unreadable: Cell::default(),
            signs: Cell::default(),
        }));
        let recent = browser::setting(RECENT).unwrap_or_default();
        controller.tell(Action::Recent(recent.split_whitespace().map(str::to_owned).collect()));
        let starting = controller.clone();
        spawn_local(async move {
            *starting.0.believed.borrow_mut() = Believed::read().await;
            *starting.0.key.borrow_mut() = DeskKey::open().await;
            starting.open_desk();
            if day_book::exists().await {
                starting.tell(Action::Book(BookState::Locked));
            }
            // Last: a browser may ask the clerk, who need not answer.
            offline::keep_storage().await;
        });
        controller
    }

    fn tell(&self, action: Action) {
        self.0.tell.dispatch(action);
    }

    fn say(&self, notice: Notice) {
        self.tell(Action::Notice(Some(notice)));
    }

    /// Makes the desk of the key that is at hand. A certificate that no longer fits leaves a desk for training.
    fn open_desk(&self) {
        let key = self.0.key.borrow().clone();
        let Some(key) = key else {
            return self.tell(Action::Key(KeyState::Missing));
        };
        let desk = match &key.certificate {
            Some(certificate) => self.certified(&key, certificate).or_else(|error| {
                self.say(Notice::Certificate(error.to_string()));
                Desk::training(&key.spki)
            }),
            None => Desk::training(&key.spki),
        };
        match desk {
            Ok(desk) => self.use_desk(desk, key.kept),
            Err(_) => self.tell(Action::Key(KeyState::Missing)),
        }
    }

    fn certified(&self, key: &DeskKey, certificate: &[u8]) -> Result<Desk, DeskError> {
        Desk::certified(&key.spki, certificate, &self.0.believed.borrow().trust, now())
    }

    fn use_desk(&self, desk: Desk, kept: bool) {
        self.tell(Action::Key(KeyState::Ready {
            standing: desk.standing(),
            kept,
            old_list: desk.has_old_list(now()),
            until: desk.valid_until(),
        }));
        *self.0.desk.borrow_mut() = Some(Rc::new(desk));
    }

    /// Checks what was typed. If nothing is wrong, it is read back.
    pub fn check(&self, state: &State) {
        let newest = self.0.believed.borrow().newest_signed;
        match state.draft.check(now(), newest) {
            Ok(statement) => {
                let before = self.before(state, &statement);
                self.tell(Action::ReadBack(Rc::new(statement), before));
            }
            Err(findings) => self.tell(Action::Checked(findings.list().to_vec())),
        }
    }

    /// What the session and the day book know of the same person and dose.
    fn before(&self, state: &State, statement: &Statement) -> Option<Before> {
        let desk = self.0.desk.borrow().clone()?;
        let (key, details) = (desk.idempotency_key(statement), statement.details());
        if let Some(pass) = state.passes.iter().rev().find(|pass| pass.key == key) {
            return Some(Before {
                at: pass.at,
                is_same: pass.details == details,
                kept: Kept::Page(pass.number),
            });
        }
        let entries = self.0.entries.borrow();
        if let Some(entry) = entries.iter().rev().find(|entry| entry.key == key) {
            return Some(Before {
                at: OffsetDateTime::from_unix_timestamp(entry.at).ok()?,
                is_same: entry.details == details,
                kept: Kept::Book,
            });
        }
        self.0.made.borrow().get(&key).map(|made| Before {
            at: made.at,
            is_same: made.details == details,
            kept: Kept::PutAway,
        })
    }

    /// Signs a statement and shows its pass. `before` is what was shown of the same person and dose: if more is known by
    /// now, everything is read back once more.
    pub fn sign(&self, state: &State, statement: Rc<Statement>, before: Option<&Before>) {
        let known = self.before(state, &statement);
        if known.as_ref() != before {
            return self.tell(Action::ReadBack(statement, known));
        }
        if self.0.signs.replace(true) {
            return;
        }
        self.tell(Action::Busy(true));
        let controller = self.clone();
        spawn_local(async move {
            match controller.issue(&statement).await {
                Ok(pass) => {
                    controller.remember(statement.product().identifier);
                    if controller.0.book.borrow().is_some() {
                        controller.tell_book();
                    }
                    let pass = Box::new(pass);
                    controller.tell(Action::Issued { pass, show: true });
                }
                Err(why) => controller.say(Notice::NotIssued(why)),
            }
            controller.0.signs.set(false);
            controller.tell(Action::Busy(false));
        });
    }

    /// Makes a pass: prepared, signed by the browser, drawn, read back, judged, and written into the day book. Nobody has
    /// seen one that was not finished.
    async fn issue(&self, statement: &Statement) -> Result<Issued, String> {
        let (desk, key) = (self.0.desk.borrow().clone(), self.0.key.borrow().clone());
        let (Some(desk), Some(key)) = (desk, key) else {
            return Err("the key of this desk is not open".to_owned());
        };
        let said = |error: IssueError| error.to_string();
        let prepared = desk.prepare(statement, now()).map_err(said)?;
        let signature = key.sign(prepared.to_be_signed()).await.unwrap_or_default();
        let pass = desk.finish(prepared, &signature).map_err(said)?;
        let pass = Issued::new(pass, statement, desk.idempotency_key(statement));
        let made = Made {
            at: pass.at,
            details: pass.details.clone(),
        };
        self.0.made.borrow_mut().insert(pass.key.clone(), made);
        self.record(&pass).await;
        Ok(pass)
    }

    /// Writes a pass into the day book, if one is open, and says so if that fails.
    async fn record(&self, pass: &Issued) {
        let book = self.0.book.borrow().clone();
        let Some(book) = book else { return };
        let entry = BookEntry {
            place: 0,
            at: pass.at.unix_timestamp(),
            key: pass.key.clone(),
            details: pass.details.clone(),
            text: pass.text.clone(),
            lines: pass.lines.clone(),
            is_training: pass.is_training,
        };
        match book.write(entry).await {
            Some(entry) => {
                Rc::make_mut(&mut *self.0.entries.borrow_mut()).push(entry);
            }
            None => self.say(Notice::BookNotWritten),
        }
    }

    /// Keeps which vaccine was used, for the next visit: it says nothing of anybody.
    fn remember(&self, product: &str) {
        let kept = browser::setting(RECENT).unwrap_or_default();
        let others = kept.split_whitespace().filter(|other| *other != product).take(4);
        let all: Vec<&str> = std::iter::once(product).chain(others).collect();
        browser::set_setting(RECENT, &all.join(" "));
    }

    /// Reads a machine-readable zone that was typed or scanned.
    pub fn zone(&self, text: &str) -> bool {
        match Mrz::read(text, now()) {
            Ok(mrz) => self.tell(Action::Passport(Box::new(mrz))),
            Err(_) => {
                self.say(Notice::Zone);
                return false;
            }
        }
        true
    }

    /// Text of a hardware scanner: only a passport is of use here.
    pub fn scanned(&self, text: &str) {
        self.zone(text);
    }

    /// Prints passes. The state counts them once the browser comes back.
    pub fn print(&self, numbers: Vec<usize>, paper: Paper) {
        self.tell(Action::Print(PrintJob { numbers, paper }));
    }

    /// The sheets are on the page: opens the browser's dialog.
    pub fn open_print_dialog(&self) {
        let controller = self.clone();
        spawn_local(async move {
            // The sheets are drawn before the dialog stops the page.
            browser::sleep(0).await;
            if browser::window().print().is_ok() {
                controller.tell(Action::Printed);
            } else {
                controller.say(Notice::NotPrinted);
            }
        });
    }

    /// Makes a certificate request of the desk's key.
    pub fn request(&self, request: CertificateRequest) {
        let key = self.0.key.borrow().clone();
        let Some(key) = key else { return };
        let controller = self.clone();
        spawn_local(async move {
            let made = async {
                let prepared = request.prepare(&key.spki).map_err(|e| e.to_string())?;
                let signature = key.sign(prepared.to_be_signed()).await.unwrap_or_default();
                prepared.finish(&signature).map_err(|e| e.to_string())
            };
            match made.await {
                Ok(der) => controller.tell(Action::Request(to_pem("CERTIFICATE REQUEST", &der))),
                Err(why) => controller.say(Notice::Request(why)),
            }
        });
    }

    /// Takes the certificate that the authority returned.
    pub fn certificate(&self, bytes: Vec<u8>) {
        let key = self.0.key.borrow().clone();
        let Some(mut key) = key else { return };
        match self.certified(&key, &bytes) {
            Ok(desk) => {
                let controller = self.clone();
                spawn_local(async move {
                    let kept = key.set_certificate(bytes).await;
                    *controller.0.key.borrow_mut() = Some(key.clone());
                    controller.use_desk(desk, key.kept && kept);
                    controller.tell(Action::Notice((!kept).then_some(Notice::CertificateNotKept)));
                });
            }
            Err(error) => self.say(Notice::Certificate(error.to_string())),
        }
    }

    /// Opens the day book, or begins one. Passes of this session that it lacks are written.
    pub fn open_book(&self, state: &State, passphrase: String) {
        if self.0.opens.replace(true) {
            return;
        }
        let (controller, passes) = (self.clone(), state.passes.clone());
        spawn_local(async move {
            match DayBook::open(&passphrase).await {
                Ok((book, entries, unreadable)) => {
                    let lacks = |pass: &&Rc<Issued>| !entries.iter().any(|entry| entry.text == pass.text);
                    let lacking: Vec<_> = passes.iter().filter(lacks).cloned().collect();
                    *controller.0.book.borrow_mut() = Some(Rc::new(book));
                    *controller.0.entries.borrow_mut() = Rc::new(entries);
                    controller.0.unreadable.set(unreadable);
                    controller.tell(Action::Notice(None));
                    for pass in lacking {
                        controller.record(&pass).await;
                    }
                    controller.tell_book();
                    offline::keep_storage().await;
                }
                Err(BookError::Passphrase) => controller.say(Notice::Passphrase),
                Err(BookError::NotKept) => controller.say(Notice::BookNotWritten),
            }
            controller.0.opens.set(false);
        });
    }

    fn tell_book(&self) {
        let unreadable = self.0.unreadable.get();
        let entries = Rc::clone(&self.0.entries.borrow());
        self.tell(Action::Book(BookState::Open { entries, unreadable }));
    }

    /// Deletes the day book.
    pub fn delete_book(&self) {
        let controller = self.clone();
        spawn_local(async move {
            if day_book::delete().await {
                controller.0.book.take();
                controller.0.entries.take();
                controller.tell(Action::Book(BookState::Off));
            } else {
                controller.say(Notice::BookNotWritten);
            }
        });
    }

    /// Takes a pass out of the day book, to be shown and printed once more.
    pub fn take_from_book(&self, state: &State, entry: &BookEntry) {
        if let Some(pass) = state.passes.iter().find(|pass| pass.text == entry.text) {
            return self.tell(Action::Show(pass.number));
        }
        if let Some(pass) = Issued::of_entry(entry) {
            let pass = Box::new(pass);
            self.tell(Action::Issued { pass, show: true });
        }
    }

    /// A field was changed.
    pub fn edit(&self, field: Field, value: String) {
        self.tell(Action::Edit(field, value));
    }
}
