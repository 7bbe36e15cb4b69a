//! Elements of the page, built by calls.
//!
//! `html!` writes the construction of each element out in place, more than a hundred bytes of code that every visitor
//! loads and compiles. Here each element is a short row of calls, and attributes that never change are a table. The views
//! keep `html!` for elements that are one of a kind: fields, and whatever needs a key or a class put together.

use crate::language::Words;
use std::rc::Rc;
use web_sys::{Event, FileList, HtmlInputElement};
use yew::{
    html::IntoPropValue,
    prelude::*,
    virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, ListenerKind, VList, VTag},
};

/// Starts an element, written as in HTML: `tag!(<p class="small">)`, or with attributes that change
/// `tag!(<p class={class} role="status">)`.
#[macro_export]
macro_rules! tag {
    (<$tag:ident $($name:ident $(-$rest:ident)* = $value:literal)*>) => {
        $crate::elements::Element::fixed(stringify!($tag), &[$(
            (
                concat!(stringify!($name) $(, "-", stringify!($rest))*),
                ::yew::virtual_dom::AttributeOrProperty::Static($value),
            )
        ),*])
    };
    (<$tag:ident $($name:ident $(-$rest:ident)* = $value:tt)*>) => {
        $crate::elements::Element::varied(stringify!($tag), &[$(
            concat!(stringify!($name) $(, "-", stringify!($rest))*)
        ),*])
        $(.value($crate::tag!(@value $value)))*
    };
    (@value { $value:expr }) => {
        $value
    };
    (@value $value:literal) => {
        $value
    };
}
pub use tag;

/// Attributes that never change.
type Fixed = &'static [(&'static str, AttributeOrProperty)];

/// An element under construction.
pub struct Element(Box<Draft>);

struct Draft {
    tag: VTag,
    /// Names of the attributes that change, and as many values.
    names: &'static [&'static str],
    values: Vec<Option<AttributeOrProperty>>,
    children: Vec<Html>,
}

// None of these may be compiled into its callers: the calls are what is small.
impl Element {
    /// An element with attributes that never change.
    #[inline(never)]
    pub fn fixed(tag: &'static str, attributes: Fixed) -> Self {
        let mut element = Self::varied(tag, &[]);
        element.0.tag.attributes = Attributes::Static(attributes);
        element
    }

    /// An element whose attributes have these names; a value for each follows.
    #[inline(never)]
    pub fn varied(tag: &'static str, names: &'static [&'static str]) -> Self {
        Self(Box::new(Draft {
            tag: VTag::new(tag),
            names,
            values: Vec::with_capacity(names.len()),
            children: Vec::new(),
        }))
    }

    /// Sets the next attribute, or leaves it out.
    #[inline(never)]
    pub fn value(mut self, value: impl IntoPropValue<Option<AttrValue>>) -> Self {
        let value = value.into_prop_value().map(AttributeOrProperty::Attribute);
        self.0.values.push(value);
        self
    }

    /// Sets what tells the element from its neighbours.
    #[inline(never)]
    pub fn key(mut self, key: impl Into<Key>) -> Self {
        self.0.tag.key = Some(key.into());
        self
    }

    /// Adds a message of the page.
    #[inline(never)]
    pub fn say(self, words: &Words, id: &str) -> Self {
        self.text(words.say(id))
    }

    /// Adds a text.
    #[inline(never)]
    pub fn text(self, text: String) -> Self {
        self.html(text.into())
    }

    /// Adds an element.
    #[inline(never)]
    pub fn child(self, child: Self) -> Self {
        self.html(child.into())
    }

    /// Adds an element, or keeps its place free.
    #[inline(never)]
    pub fn maybe(self, child: Option<Self>) -> Self {
        self.html(child.map(Html::from).unwrap_or_default())
    }

    /// The element as Yew draws it.
    pub fn into_html(self) -> Html {
        self.into()
    }

    /// Adds whatever else is drawn.
    #[inline(never)]
    pub fn html(mut self, child: Html) -> Self {
        self.0.children.push(child);
        self
    }

    /// Adds elements.
    pub fn all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        for child in children {
            self = self.child(child);
        }
        self
    }

    /// Runs this when the element is clicked.
    pub fn on_click(self, run: impl Fn() + 'static) -> Self {
        self.listen(Rc::new(Click(Box::new(run))))
    }

    #[inline(never)]
    fn listen(mut self, listener: Rc<dyn Listener>) -> Self {
        self.0.tag.add_listener(listener);
        self
    }
}

impl From<Element> for Html {
    #[inline(never)]
    fn from(Element(draft): Element) -> Self {
        let Draft {
            mut tag,
            names,
            values,
            children,
        } = *draft;
        if !names.is_empty() {
            tag.attributes = Attributes::Dynamic {
                keys: names,
                values: values.into(),
            };
        }
        if let Some(place) = tag.children_mut() {
            *place = VList::with_children(children, None).into();
        }
        tag.into()
    }
}

/// What a click does.
struct Click(Box<dyn Fn()>);

impl Listener for Click {
    fn kind(&self) -> ListenerKind {
        ListenerKind::onclick
    }

    fn handle(&self, _: Event) {
        (self.0)();
    }

    fn passive(&self) -> bool {
        false
    }
}

/// Elements without one around them. Those that are not drawn keep their place free.
#[inline(never)]
pub fn fragment(parts: Vec<Option<Element>>) -> Html {
    let parts = parts.into_iter();
    parts.map(|part| part.map(Html::from).unwrap_or_default()).collect()
}

/// A button; `class` says how much it stands out.
pub fn button(class: &'static str, test_id: &'static str, label: String, on_click: impl Fn() + 'static) -> Element {
    plain_button(class, test_id, label).on_click(on_click)
}

/// A button that does nothing yet.
#[inline(never)]
fn plain_button(class: &'static str, test_id: &'static str, label: String) -> Element {
    tag!(<button type="button" class={class} data-testid={test_id}>).text(label)
}

/// A button with a cross that does nothing yet.
#[inline(never)]
pub fn cross(label: String) -> Element {
    tag!(<button type="button" class="plain" aria-label={label}>).text("✕".to_owned())
}

/// A field with its label.
#[inline(never)]
pub fn labelled(words: &Words, class: Option<&'static str>, id: &str, field: Html) -> Element {
    tag!(<label class={class}>)
        .child(tag!(<span>).say(words, id))
        .html(field)
}

/// A term and what is said of it, of a description list.
#[inline(never)]
pub fn term(label: String, said: Element) -> Element {
    tag!(<div>).child(tag!(<dt>).text(label)).child(said)
}

/// A list of reasons, in the language of the rules.
#[inline(never)]
pub fn reasons(reasons: Vec<String>, test_id: Option<&'static str>) -> Element {
    let reasons = reasons.into_iter().map(|reason| tag!(<li dir="auto">).text(reason));
    tag!(<ul class="reasons" data-testid={test_id}>).all(reasons)
}

/// Files to choose.
pub struct FileField {
    /// Name for tests.
    pub test_id: &'static str,
    /// Kinds of files.
    pub accept: &'static str,
    /// True if several can be chosen at once.
    pub multiple: bool,
}

impl FileField {
    /// Draws it as a button. The chosen files go to `take`.
    #[inline(never)]
    pub fn draw(self, label: String, take: Box<dyn Fn(FileList)>) -> Html {
        let on_change = move |change: Event| {
            let field = changed_field(&change);
            if let Some(files) = field.files() {
                take(files);
            }
            // Let the person choose the same file again.
            field.set_value("");
        };
        let field = html! { <input type="file" multiple={self.multiple} accept={self.accept} data-testid={self.test_id} onchange={on_change} /> };
        tag!(<label class="file secondary">)
            .html(field)
            .child(tag!(<span>).text(label))
            .into()
    }
}

/// The field that changed.
pub fn changed_field(change: &Event) -> HtmlInputElement {
    change.target_unchecked_into()
}
