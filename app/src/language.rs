//! Languages of the page: the choice of one, its messages, its dates and names.

use crate::bridge::{NeedLines, Sentence, Value};
use crate::{
    browser,
    message::{MessageValue, Messages},
};
use js_sys::{Date, Function, Object, Reflect};
use std::cell::{Cell, OnceCell, RefCell};
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue};

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// Code, ISO 639-1, also the name of its file.
    pub code: &'static str,
    /// Name of the language in itself.
    pub name: &'static str,
    /// Locale for dates and numbers, with the digits that passports use.
    locale: &'static str,
    /// True if written from right to left.
    right_to_left: bool,
}

impl Language {
    /// Path of the file with its messages.
    pub fn file(self) -> String {
        self.file_in("lang")
    }

    /// Path of the file with its messages of what journeys require.
    pub fn needs_file(self) -> String {
        self.file_in(NEEDS)
    }

    fn file_in(self, folder: &str) -> String {
        format!("{folder}/{}.json", self.code)
    }
}

const fn language(code: &'static str, name: &'static str, locale: &'static str) -> Language {
    Language {
        code,
        name,
        locale,
        right_to_left: false,
    }
}

/// Every language, in the order of the menu.
pub const LANGUAGES: &[Language] = &[
    language("en", "English", "en-GB"),
    language("de", "Deutsch", "de-DE"),
    language("fr", "Français", "fr-FR"),
    language("es", "Español", "es-ES"),
    language("it", "Italiano", "it-IT"),
    language("pt", "Português", "pt-PT"),
    language("nl", "Nederlands", "nl-NL"),
    language("pl", "Polski", "pl-PL"),
    language("el", "Ελληνικά", "el-GR"),
    Language {
        right_to_left: true,
        ..language("ar", "العربية", "ar-u-nu-latn")
    },
];

/// Folder of the messages of what journeys require.
const NEEDS: &str = "needs";

thread_local! {
    /// True once the messages of what journeys require are there.
    static HAS_NEEDS: Cell<bool> = const { Cell::new(false) };
}

/// True if the messages of what journeys require are there.
pub fn are_needs_here() -> bool {
    HAS_NEEDS.get()
}

/// Name of the setting that keeps the chosen language.
const CHOICE: &str = "language";

/// The language in use with its messages.
pub struct Words {
    language: Language,
    messages: Messages,
    /// Formatters of the browser, kept because making them is slow.
    dates: RefCell<Vec<(Option<String>, DateParts, JsValue)>>,
    names: OnceCell<Option<JsValue>>,
}

/// Number of parts of a date that are shown, of year, month, day, hour and minute.
type DateParts = usize;
const YEAR: DateParts = 1;
const MONTH: DateParts = 2;
const DAY: DateParts = 3;
const MINUTE: DateParts = 5;

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

/// Formatter of the browser's `Intl` for a language.
fn intl(language: Language, name: &str, options: &Object) -> Option<JsValue> {
    let constructor: Function = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &name.into()))
        .ok()?
        .dyn_into()
        .ok()?;
    let arguments = js_sys::Array::of2(&language.locale.into(), options);
    Reflect::construct(&constructor, &arguments).ok()
}

impl Words {
    fn new(language: Language, text: &str) -> Self {
        let plurals = intl(language, "PluralRules", &Object::new());
        Self {
            language,
            messages: Messages::read(text, plurals, language.right_to_left),
            dates: RefCell::default(),
            names: OnceCell::new(),
        }
    }

    /// Loads a language with its messages; `None` if its file cannot be loaded.
    pub async fn load(language: Language) -> Option<Self> {
        let text = browser::fetch_text(&language.file()).await?;
        let words = Self::new(language, &text);
        if HAS_NEEDS.get() {
            words.add_needs().await;
        }
        Some(words)
    }

    /// Loads the preferred language, else the first whose file can be loaded: without a network that may be another
    /// one.
    pub async fn load_first() -> Option<Self> {
        for language in [preferred()].iter().chain(LANGUAGES) {
            if let Some(words) = Self::load(*language).await {
                return Some(words);
            }
        }
        None
    }

    /// Loads more messages, from the file of this language in a folder; false if it cannot be loaded.
    pub async fn add(&self, folder: &str) -> bool {
        let text = browser::fetch_text(&self.language.file_in(folder)).await;
        if let Some(text) = &text {
            self.messages.add(text);
        }
        text.is_some()
    }

    /// Loads the messages of what journeys require: once the page is drawn, and again with each other language.
    pub async fn add_needs(&self) {
        HAS_NEEDS.set(self.add(NEEDS).await);
    }

    /// The language in use.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// A message; its identifier if the file lacks it, which a test of the files excludes.
    pub fn say(&self, id: &str) -> String {
        self.say_with(id, [])
    }

    /// A message with values.
    pub fn say_with<const N: usize>(&self, id: &str, values: [(&str, MessageValue); N]) -> String {
        self.messages.say(id, &values).unwrap_or_else(|| id.to_owned())
    }

    /// A message with its values, written in this language.
    pub fn sentence(&self, sentence: &Sentence) -> String {
        let write = |value: &Value| match value {
            Value::Text(text) => text.clone().into(),
            Value::Country(code) => self.country(code).into(),
            Value::Day(day) => self.partial_date(day).into(),
            Value::Number(number) => MessageValue::Number(*number as usize),
            Value::Sentence(inner) => self.sentence(inner).into(),
        };
        let values = sentence
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), write(value)));
        let values: Vec<(&str, MessageValue)> = values.collect();
        let said = self.messages.say(&sentence.message, &values);
        said.unwrap_or_else(|| sentence.message.clone())
    }

    /// The headline of a need where its disease is not said beside it: yellow fever is what everybody thinks of.
    pub fn need_headline(&self, need: &NeedLines) -> String {
        let headline = self.sentence(&need.headline);
        if need.disease.message == "need-yellow-fever" {
            return headline;
        }
        let of = self.sentence(&need.disease);
        self.say_with("need-of", [("of", of.into()), ("says", headline.into())])
    }

    /// A day as people write it, for example 6 May 2022.
    pub fn day(&self, at: OffsetDateTime) -> String {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are exact")]
        self.day_of(at.unix_timestamp() as f64 * 1000.0)
    }

    /// The same for milliseconds since 1970.
    pub fn day_of(&self, milliseconds: f64) -> String {
        self.date(&Date::new(&milliseconds.into()), None, DAY)
    }

    /// Month as people write it, "August 2026", or only its year.
    pub fn month_of(&self, milliseconds: f64, year: bool) -> String {
        self.date(&Date::new(&milliseconds.into()), None, if year { YEAR } else { MONTH })
    }

    /// Day and time in a zone (IANA), or in the device's own zone.
    pub fn time_of(&self, milliseconds: f64, zone: Option<&str>) -> String {
        self.date(&Date::new(&milliseconds.into()), zone, MINUTE)
    }

    /// Date of a pass: a day, a month or a year, as much as is known. A text that is no date stays as it is.
    pub fn partial_date(&self, text: &str) -> String {
        let date = text.get(..10).unwrap_or(text);
        let milliseconds = Date::parse(date);
        if date.len() != 10 || milliseconds.is_nan() {
            return text.to_owned();
        }
        self.date(&Date::new(&milliseconds.into()), Some("UTC"), DAY)
    }

    fn date(&self, date: &Date, zone: Option<&str>, parts: DateParts) -> String {
        let known = |(of, said, _): &&(Option<String>, DateParts, _)| of.as_deref() == zone && *said == parts;
        let maker = self
            .dates
            .borrow()
            .iter()
            .find(known)
            .map(|(_, _, maker)| maker.clone());
        let maker = maker.or_else(|| {
            let options = Object::new();
            let all = [
                ("year", "numeric"),
                ("month", "long"),
                ("day", "numeric"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
            ];
            let time_zone = zone.map(|zone| ("timeZone", zone));
            for (key, value) in all.into_iter().take(parts).chain(time_zone) {
                // Setting a property of a fresh object cannot fail.
                _ = Reflect::set(&options, &key.into(), &value.into());
            }
            let maker = intl(self.language, "DateTimeFormat", &options)?;
            self.dates
                .borrow_mut()
                .push((zone.map(str::to_owned), parts, maker.clone()));
            Some(maker)
        });
        let said = maker.and_then(|maker| browser::method(&maker, "format")?.call1(&maker, date).ok()?.as_string());
        said.unwrap_or_else(|| date.to_iso_string().into())
    }

    /// Name of a country; a code that the browser does not know stays a code.
    pub fn country(&self, code: &str) -> String {
        if code == "XD" {
            return self.say("name-demoland");
        }
        let names = self.names.get_or_init(|| {
            let options = Object::new();
            Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
            intl(self.language, "DisplayNames", &options)
        });
        let named = || {
            browser::method(names.as_ref()?, "of")?
                .call1(names.as_ref()?, &code.into())
                .ok()?
                .as_string()
        };
        named().unwrap_or_else(|| code.to_owned())
    }
}

/// The chosen language, else the first of the browser's languages that the page has.
pub fn preferred() -> Language {
    let known = |tag: &str| {
        let code = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        LANGUAGES.iter().copied().find(|language| language.code == code)
    };
    let asked = browser::query("lang").and_then(|code| known(&code));
    let chosen = asked.or_else(|| known(&browser::setting(CHOICE)?));
    let of_browser = || {
        let tags = browser::window().navigator().languages();
        tags.iter()
            .filter_map(|tag| tag.as_string())
            .find_map(|tag| known(&tag))
    };
    chosen.or_else(of_browser).unwrap_or(LANGUAGES[0])
}

/// Keeps the choice for the next visit.
pub fn choose(language: Language) {
    browser::set_setting(CHOICE, language.code);
}

/// Tells the browser, and so screen readers, the language of the page.
pub fn announce(language: Language) {
    let root = browser::window()
        .document()
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        let direction = if language.right_to_left { "rtl" } else { "ltr" };
        for (name, value) in [("lang", language.code), ("dir", direction)] {
            // Setting a known attribute cannot fail.
            _ = root.set_attribute(name, value);
        }
    }
}

/// Strings of a JavaScript array.
pub fn texts(list: &JsValue) -> Vec<String> {
    js_sys::Array::from(list)
        .iter()
        .filter_map(|text| text.as_string())
        .collect()
}
