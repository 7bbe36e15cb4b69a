//! State of the counter and its transitions. It knows no browser.

use crate::day_book::{BookEntry, BookState};
use greengate::{
    counter::{CounterPass, Draft, Finding, Line, Name, Problem, Severity, Sex, Standing, Statement},
    person::{CyrillicLanguage, Mrz, transliterate_all},
    symbol::Symbol,
};
use greengate_app::camera::Shown as Camera;
use std::rc::Rc;
use time::OffsetDateTime;
use yew::Reducible;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Surname as the traveller writes it.
    Surname,
    /// Surname in Latin letters.
    SurnameLatin,
    /// Given names as the traveller writes them.
    Given,
    /// Given names in Latin letters.
    GivenLatin,
    /// Date of birth.
    BirthDate,
    /// Sex.
    Sex,
    /// Nationality.
    Nationality,
    /// Number of the travel document.
    Document,
    /// Vaccine, its identifier on WHO's list.
    Product,
    /// Day of vaccination.
    Date,
    /// Batch.
    Batch,
    /// Place.
    Centre,
    /// Clinician.
    Clinician,
    /// First day of validity.
    From,
    /// Last day of validity.
    Until,
    /// Who saw the paper record.
    FromPaper,
}

impl Field {
    /// Name, as [`Finding::field`] has it; both spellings of a name have one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Surname | Self::SurnameLatin => "surname",
            Self::Given | Self::GivenLatin => "given",
            Self::BirthDate => "birth-date",
            Self::Sex => "sex",
            Self::Nationality => "nationality",
            Self::Document => "document",
            Self::Product => "product",
            Self::Date => "date",
            Self::Batch => "batch",
            Self::Centre => "centre",
            Self::Clinician => "clinician",
            Self::From => "from",
            Self::Until => "until",
            Self::FromPaper => "from-paper",
        }
    }
}

/// The desk's key and what its passes are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum KeyState {
    /// It is being read or made.
    #[default]
    Opening,
    /// This browser makes no keys.
    Missing,
    /// It signs.
    Ready {
        /// What its passes are.
        standing: Standing,
        /// True if this browser keeps the key for the next visit.
        kept: bool,
        /// True if the list that vouches for it is too old.
        old_list: bool,
        /// Last instant of the certificate's validity, for real passes.
        until: Option<OffsetDateTime>,
    },
}

impl KeyState {
    /// True if what the desk makes is marked as training.
    pub const fn is_training(self) -> bool {
        !matches!(self, Self::Ready { standing, .. } if !standing.is_training())
    }
}

/// A pass that was issued here and can be shown and printed until the page closes.
#[derive(Clone)]
pub struct Issued {
    /// Number in this session, from 1.
    pub number: usize,
    /// Idempotency key: the same for the same person and dose.
    pub key: String,
    /// Hash of everything that is read back.
    pub details: String,
    /// Identifier of the vaccine; empty for a pass of the day book.
    pub product: String,
    /// Text of the code.
    pub text: String,
    /// The code.
    pub symbol: Symbol,
    /// What is printed beside it: names of labels and values.
    pub lines: Vec<(String, String)>,
    /// True if it is marked as training.
    pub is_training: bool,
    /// Time of issue.
    pub at: OffsetDateTime,
    /// Times that it was printed.
    pub prints: u32,
}

/// Names of labels and values of the lines of a statement.
pub fn named(lines: &[Line]) -> Vec<(String, String)> {
    let named = lines
        .iter()
        .map(|line| (line.label.as_str().to_owned(), line.value.clone()));
    named.collect()
}

impl Issued {
    /// A pass of this session.
    pub fn new(pass: CounterPass, statement: &Statement, key: String) -> Self {
        Self {
            number: 0,
            key,
            details: statement.details(),
            product: statement.product().identifier.to_owned(),
            lines: named(&pass.lines),
            text: pass.text,
            symbol: pass.symbol,
            is_training: pass.is_training,
            at: pass.issued_at,
            prints: 0,
        }
    }

    /// A pass of the day book, to be printed once more; `None` if its code cannot be drawn.
    pub fn of_entry(entry: &BookEntry) -> Option<Self> {
        Some(Self {
            number: 0,
            key: entry.key.clone(),
            details: entry.details.clone(),
            product: String::new(),
            symbol: Symbol::new(&entry.text).ok()?,
            text: entry.text.clone(),
            lines: entry.lines.clone(),
            is_training: entry.is_training,
            at: OffsetDateTime::from_unix_timestamp(entry.at).ok()?,
            prints: 0,
        })
    }

    /// A line's value, by the name of its label.
    pub fn line(&self, label: &str) -> &str {
        let found = self.lines.iter().find(|(name, _)| name == label);
        found.map_or("", |(_, value)| value)
    }

    /// Name of the holder, whole or cut.
    pub fn holder(&self) -> &str {
        match self.line("name") {
            "" => self.line("name-cut"),
            name => name,
        }
    }
}

/// What lies over the form.
#[derive(Clone, Default)]
pub enum Over {
    /// Nothing.
    #[default]
    Nothing,
    /// Everything is read back before it is signed.
    ReadBack {
        /// What will be signed.
        statement: Rc<Statement>,
        /// What the desk knows of the same person and dose.
        before: Option<Before>,
    },
    /// A finished pass, by its number.
    Pass(usize),
}

/// The same person and dose has a pass already.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// Time of its issue.
    pub at: OffsetDateTime,
    /// True if everything else is the same, too.
    pub is_same: bool,
    /// Where it is.
    pub kept: Kept,
}

/// Where a pass is that was issued before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// On this page, with this number.
    Page(usize),
    /// In the day book.
    Book,
    /// Nowhere here: it was put away for the next customer.
    PutAway,
}

impl Before {
    /// True if nothing new is to be signed: the same pass is at hand.
    pub fn is_at_hand(&self) -> bool {
        self.is_same && self.kept != Kept::PutAway
    }
}

/// Paper on which passes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// A sheet of A4 for each pass.
    A4,
    /// A card of 85.6 by 54 mm (ISO/IEC 7810 ID-1) for each pass.
    Card,
}

/// What is being printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintJob {
    /// Numbers of the passes.
    pub numbers: Vec<usize>,
    /// Paper.
    pub paper: Paper,
}

/// What became of a line of a clinic's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchLine {
    /// Line in the file.
    pub line: u64,
    /// Its outcome.
    pub outcome: BatchOutcome,
}

/// Outcome of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchOutcome {
    /// A pass was made; it is among those of the session.
    Issued,
    /// This person and dose has a pass already.
    Already,
    /// It has one with other details.
    Otherwise,
    /// The line cannot be understood.
    Unreadable(String),
    /// What it says is refused.
    Refused(Vec<Finding>),
    /// No pass could be made of it, for this reason.
    Failed(String),
}

/// A clinic's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Lines so far.
    pub lines: Vec<BatchLine>,
    /// Number of all lines.
    pub all: usize,
}

/// Something to say that belongs to no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A passport was read while something of another traveller is on screen.
    PassportWaits,
    /// The text is no machine-readable zone, or one with a mistake.
    Zone,
    /// No pass could be made, for this reason.
    NotIssued(String),
    /// The certificate was refused, for this reason.
    Certificate(String),
    /// The certificate is used and could not be kept for the next visit.
    CertificateNotKept,
    /// The day book could not be written: the pass is there, and no record of it.
    BookNotWritten,
    /// The passphrase is none of this day book's, or too short.
    Passphrase,
    /// The file of a clinic's day cannot be read, for this reason.
    Batch(String),
    /// The browser did not print.
    NotPrinted,
    /// The request for a certificate cannot be made, for this reason.
    Request(String),
    /// The language's file or another part cannot be loaded.
    PartMissing,
}

/// Everything that the views draw.
#[derive(Clone, Default)]
pub struct State {
    /// What was typed.
    pub draft: Draft,
    /// Spelling in Latin letters that the clerk has typed: surname, given names.
    latin_is_typed: [bool; 2],
    /// Problems of what was typed, once it was checked.
    pub findings: Vec<Finding>,
    /// What lies over the form.
    pub over: Over,
    /// True while a pass is signed.
    pub busy: bool,
    /// Passes of this session.
    pub passes: Vec<Rc<Issued>>,
    /// What is or was printed last: the sheets stay on the page for the browser's own print command.
    pub print: Option<PrintJob>,
    /// Number of print jobs so far.
    pub jobs: u32,
    /// The camera that reads passports.
    pub camera: Camera,
    /// True if the camera shows lines that it cannot read.
    pub unclear: bool,
    /// The desk's key.
    pub key: KeyState,
    /// The day book.
    pub book: BookState,
    /// A clinic's file.
    pub batch: Option<Batch>,
    /// Something to say.
    pub notice: Option<Notice>,
    /// Travellers so far: what was typed into a field of its own goes with each.
    pub travellers: u32,
    /// Identifiers of the vaccines that were used last.
    pub recent: Vec<String>,
    /// The latest certificate request, in PEM.
    pub request: Option<String>,
}

/// Vaccines that are remembered as used.
const MOST_RECENT: usize = 5;

/// An event.
pub enum Action {
    /// A field was changed.
    Edit(Field, String),
    /// A question was answered: true for "it is so".
    Confirm(Problem, bool),
    /// A passport was read.
    Passport(Box<Mrz>),
    /// The camera changed.
    Camera(Camera),
    /// The camera shows lines that it can or cannot read.
    Unclear(bool),
    /// The form was checked.
    Checked(Vec<Finding>),
    /// The form is right and read back.
    ReadBack(Rc<Statement>, Option<Before>),
    /// Signing begins or ends without a pass.
    Busy(bool),
    /// A pass was made. With `show` it is shown.
    Issued {
        /// The pass.
        pass: Box<Issued>,
        /// True if it is to be shown at once.
        show: bool,
    },
    /// Show a pass.
    Show(usize),
    /// Close what lies over the form.
    Close,
    /// The next member of a family: the same dose and place.
    NextTraveller,
    /// Another dose of the same traveller.
    NextDose,
    /// The next customer: everything goes.
    Clear,
    /// Print these.
    Print(PrintJob),
    /// The job went to the browser.
    Printed,
    /// The key is ready.
    Key(KeyState),
    /// The day book changed.
    Book(BookState),
    /// A clinic's file is worked through, or put away.
    Batch(Option<Batch>),
    /// Something to say, or no more.
    Notice(Option<Notice>),
    /// Vaccines that were used last, from an earlier visit.
    Recent(Vec<String>),
    /// A certificate request was made.
    Request(String),
}

impl State {
    /// The pass with a number.
    pub fn pass(&self, number: usize) -> Option<&Rc<Issued>> {
        self.passes.iter().find(|pass| pass.number == number)
    }

    /// Problems of a field.
    pub fn problems(&self, field: Field) -> impl Iterator<Item = Problem> {
        let of = move |finding: &&Finding| finding.field == field.name();
        self.findings.iter().filter(of).map(|finding| finding.problem)
    }

    /// Questions that a clerk can answer with yes, answered or not.
    pub fn questions(&self) -> Vec<Problem> {
        let open = self.findings.iter().map(|finding| finding.problem);
        let open = open.filter(|problem| problem.severity() == Severity::Question);
        let mut questions: Vec<Problem> = self.draft.confirmed.iter().copied().chain(open).collect();
        questions.sort_unstable();
        questions.dedup();
        questions
    }

    /// True if closing the page would lose something: a form that was begun, a pass that was not printed.
    pub fn would_lose(&self) -> bool {
        let begun = self.draft.traveller != Draft::default().traveller;
        begun || self.passes.iter().any(|pass| pass.prints == 0)
    }

    /// Language by whose table Cyrillic names are transliterated.
    fn cyrillic(&self) -> Option<CyrillicLanguage> {
        CyrillicLanguage::of_country(&self.draft.traveller.nationality.trim().to_ascii_uppercase())
    }

    fn transliterate(&mut self) {
        let language = self.cyrillic();
        let traveller = &mut self.draft.traveller;
        for (typed, name) in self
            .latin_is_typed
            .iter()
            .zip([&mut traveller.surname, &mut traveller.given])
        {
            if !typed {
                name.latin = transliterate_all(&name.original, language);
            }
        }
    }

    fn edit(&mut self, field: Field, value: String) {
        let traveller = &mut self.draft.traveller;
        let dose = &mut self.draft.dose;
        match field {
            Field::Surname => traveller.surname.original = value,
            Field::Given => traveller.given.original = value,
            Field::SurnameLatin => {
                // An empty spelling goes back to the transliteration.
                self.latin_is_typed[0] = !value.is_empty();
                traveller.surname.latin = value;
            }
            Field::GivenLatin => {
                self.latin_is_typed[1] = !value.is_empty();
                traveller.given.latin = value;
            }
            Field::BirthDate => traveller.birth_date = value,
            Field::Sex => traveller.sex = Sex::of_letter(&value),
            Field::Nationality => traveller.nationality = value.to_uppercase(),
            Field::Document => traveller.document = value,
            Field::Product => dose.product = value,
            Field::Date => dose.date = value,
            Field::Batch => dose.batch = value,
            Field::Centre => dose.centre = value,
            Field::Clinician => dose.clinician = value,
            Field::From => dose.from = value,
            Field::Until => dose.until = value,
            Field::FromPaper => self.draft.from_paper = value,
        }
        if matches!(
            field,
            Field::Surname | Field::SurnameLatin | Field::Given | Field::GivenLatin | Field::Nationality
        ) {
            self.transliterate();
        }
        // What was found of it is not known any more, and an answer was given for the old text.
        self.findings.retain(|finding| finding.field != field.name());
        let of_names = |problem: &Problem| {
            matches!(
                problem,
                Problem::GivenNameMissing | Problem::NameCut | Problem::LettersLeftOut
            )
        };
        let of_birth = |problem: &Problem| *problem == Problem::BirthDateIncomplete;
        let of_dose = |problem: &Problem| *problem == Problem::YellowFeverIsForLife;
        self.draft.confirmed.retain(|problem| match field {
            Field::Surname | Field::SurnameLatin | Field::Given | Field::GivenLatin => !of_names(problem),
            Field::Nationality => *problem != Problem::LettersLeftOut,
            Field::BirthDate => !of_birth(problem),
            Field::Product | Field::Until => !of_dose(problem),
            _ => true,
        });
    }

    fn take_passport(&mut self, mrz: &Mrz) {
        let traveller = &mut self.draft.traveller;
        let name = |words: &[String]| {
            let written = words.join(" ");
            Name {
                original: written.clone(),
                latin: written,
            }
        };
        traveller.surname = name(&mrz.person.surname);
        traveller.given = name(&mrz.person.given);
        traveller.birth_date = mrz.person.birth.clone().unwrap_or_default();
        traveller.sex = Sex::of_letter(&mrz.sex.to_string());
        traveller.nationality.clone_from(&mrz.nationality);
        traveller.document.clone_from(&mrz.number);
        self.latin_is_typed = [false; 2];
        self.draft.confirmed.clear();
        self.findings.clear();
        self.forget_notice();
    }

    fn start(&mut self, draft: Draft) {
        self.draft = draft;
        self.findings.clear();
        self.over = Over::Nothing;
        self.print = None;
        self.travellers += 1;
        self.forget_notice();
    }

    /// Drops what was said, but for a record that is missing: the clerk has to see that.
    fn forget_notice(&mut self) {
        self.notice.take_if(|notice| *notice != Notice::BookNotWritten);
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Edit(field, value) => self.edit(field, value),
            Action::Confirm(problem, yes) => {
                self.draft.confirmed.retain(|other| *other != problem);
                if yes {
                    self.draft.confirmed.push(problem);
                }
            }
            // What is read back or shown is of the traveller before: a passport waits until that is closed.
            Action::Passport(mrz) if matches!(self.over, Over::Nothing) => self.take_passport(&mrz),
            Action::Passport(_) => self.notice = Some(Notice::PassportWaits),
            Action::Camera(camera) => {
                self.camera = camera;
                self.unclear = false;
            }
            Action::Unclear(unclear) => self.unclear = unclear,
            Action::Checked(findings) => {
                self.findings = findings;
                self.over = Over::Nothing;
            }
            Action::ReadBack(statement, before) => {
                self.findings.clear();
                self.over = Over::ReadBack { statement, before };
                self.print = None;
                self.forget_notice();
            }
            Action::Busy(busy) => self.busy = busy,
            Action::Issued { pass, show } => self.add(*pass, show),
            Action::Show(number) => self.over = Over::Pass(number),
            Action::Close => self.over = Over::Nothing,
            Action::NextTraveller => {
                self.latin_is_typed = [false; 2];
                let next = self.draft.for_next_traveller();
                self.start(next);
            }
            Action::NextDose => {
                let next = self.draft.for_next_dose();
                self.start(next);
            }
            // The pass that is being made would come back to an empty form.
            Action::Clear if self.busy => {}
            Action::Clear => {
                let kept = Self {
                    key: self.key,
                    book: self.book.clone(),
                    recent: std::mem::take(&mut self.recent),
                    camera: self.camera,
                    travellers: self.travellers + 1,
                    jobs: self.jobs,
                    ..Self::default()
                };
                // The clerk and the place are the same for the next customer.
                let mut draft = Draft::default();
                draft.dose.centre = std::mem::take(&mut self.draft.dose.centre);
                draft.dose.clinician = std::mem::take(&mut self.draft.dose.clinician);
                *self = Self { draft, ..kept };
            }
            Action::Print(job) => {
                self.print = Some(job);
                self.jobs += 1;
            }
            Action::Printed => {
                let numbers = self.print.clone().map(|job| job.numbers).unwrap_or_default();
                for pass in self.passes.iter_mut().filter(|pass| numbers.contains(&pass.number)) {
                    Rc::make_mut(pass).prints += 1;
                }
            }
            Action::Key(key) => self.key = key,
            Action::Book(book) => self.book = book,
            Action::Batch(batch) => self.batch = batch,
            Action::Notice(notice) => self.notice = notice,
            Action::Recent(recent) => self.recent = recent,
            Action::Request(request) => self.request = Some(request),
        }
    }

    fn add(&mut self, mut pass: Issued, show: bool) {
        self.busy = false;
        pass.number = self.passes.last().map_or(1, |last| last.number + 1);
        if show {
            self.over = Over::Pass(pass.number);
            self.print = None;
            if !pass.product.is_empty() {
                self.recent.retain(|other| *other != pass.product);
                self.recent.insert(0, pass.product.clone());
                self.recent.truncate(MOST_RECENT);
            }
        }
        self.passes.push(Rc::new(pass));
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        state.act(action);
        Rc::new(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use greengate::{
        counter::{Desk, MemorySigner, Signer},
        issue::random_draft,
    };
    use time::macros::datetime;

    const AT: OffsetDateTime = datetime!(2026-11-28 10:00 +01:00);
    const ZONE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn issued(state: &State) -> Issued {
        let signer = MemorySigner::from_bytes(&[7; 32]).unwrap();
        let desk = Desk::training(signer.public_key()).unwrap();
        let statement = state.draft.check(AT, None).unwrap();
        let key = desk.idempotency_key(&statement);
        let pass = desk.issue(&statement, AT, &signer).unwrap();
        Issued::new(pass, &statement, key)
    }

    fn after(actions: impl IntoIterator<Item = Action>) -> State {
        let mut state = State {
            draft: random_draft(1, AT),
            ..State::default()
        };
        actions.into_iter().for_each(|action| state.act(action));
        state
    }

    #[test]
    fn a_passport_fills_the_traveller_and_nothing_of_the_one_before_stays() {
        let mrz = Mrz::read(ZONE, AT).unwrap();
        let state = after([
            Action::Edit(Field::SurnameLatin, "OTHER".to_owned()),
            Action::Confirm(Problem::GivenNameMissing, true),
            Action::Passport(Box::new(mrz)),
        ]);
        let traveller = &state.draft.traveller;
        assert_eq!(
            (traveller.surname.latin.as_str(), traveller.given.original.as_str()),
            ("ERIKSSON", "ANNA MARIA")
        );
        assert_eq!(
            (traveller.birth_date.as_str(), traveller.document.as_str()),
            ("1974-08-12", "L898902C3")
        );
        assert_eq!(
            (traveller.sex, traveller.nationality.as_str()),
            (Some(Sex::Female), "UTO")
        );
        assert!(state.draft.confirmed.is_empty());
    }

    #[test]
    fn latin_letters_follow_the_name_until_they_are_typed() {
        let edit = |field, text: &str| Action::Edit(field, text.to_owned());
        let latin = |actions: Vec<Action>| after(actions).draft.traveller.surname.latin;
        assert_eq!(latin(vec![edit(Field::Surname, "Müller")]), "MUELLER");
        let typed = || vec![edit(Field::SurnameLatin, "MULLER"), edit(Field::Surname, "Müller-Ö")];
        assert_eq!(latin(typed()), "MULLER");
        // An empty spelling goes back to the transliteration, which follows the nationality.
        let back = typed().into_iter().chain([edit(Field::SurnameLatin, "")]);
        assert_eq!(latin(back.collect()), "MUELLER OE");
        let cyrillic = |nationality: &str| {
            latin(vec![
                edit(Field::Surname, "Гриценко"),
                edit(Field::Nationality, nationality),
            ])
        };
        assert_ne!(cyrillic("UKR"), cyrillic("BGR"));
    }

    #[test]
    fn an_answer_is_for_what_was_asked() {
        let asked = |field| {
            let confirmed = Problem::ALL.iter().map(|problem| Action::Confirm(*problem, true));
            let changed = Action::Edit(field, "x".to_owned());
            after(confirmed.chain([changed])).draft.confirmed
        };
        assert!(!asked(Field::Given).contains(&Problem::GivenNameMissing));
        assert!(asked(Field::Given).contains(&Problem::BirthDateIncomplete));
        assert!(!asked(Field::BirthDate).contains(&Problem::BirthDateIncomplete));
        assert!(!asked(Field::Until).contains(&Problem::YellowFeverIsForLife));
        assert!(asked(Field::Batch).contains(&Problem::YellowFeverIsForLife));
    }

    #[test]
    fn the_next_customer_finds_nothing_of_the_one_before() {
        let pass = issued(&after([]));
        let mut state = after([Action::Issued {
            pass: Box::new(pass),
            show: true,
        }]);
        assert!(matches!(state.over, Over::Pass(1)));
        assert!(state.would_lose());
        let (centre, product) = (state.draft.dose.centre.clone(), state.draft.dose.product.clone());
        state.act(Action::Print(PrintJob {
            numbers: vec![1],
            paper: Paper::A4,
        }));
        state.act(Action::Printed);
        assert_eq!(state.passes[0].prints, 1);
        state.act(Action::Clear);
        assert!(state.passes.is_empty() && state.print.is_none() && !state.would_lose());
        assert_eq!(state.draft.traveller, Draft::default().traveller);
        assert_eq!(
            (state.draft.dose.centre, state.draft.dose.batch),
            (centre, String::new())
        );
        assert_eq!(state.recent, [product]);
    }

    #[test]
    fn nobody_takes_a_desk_for_real_before_its_key_is_open() {
        let ready = |standing| KeyState::Ready {
            standing,
            kept: true,
            old_list: false,
            until: None,
        };
        assert!(KeyState::Opening.is_training() && KeyState::Missing.is_training());
        assert!(ready(Standing::NotListed).is_training() && !ready(Standing::Real).is_training());
    }
}
