//! Views of the trust lists in use.

use crate::elements::{Element, FileField, button, tag};
use crate::{controller::Controller, language::Words};
use greengate_app::bridge::{RevocationLists, TrustState};
use web_sys::FileList;
use yew::prelude::*;

/// Names and dates of the trust lists, always on screen. Links to their card.
#[inline(never)]
pub fn status(words: &Words, trust: Option<&TrustState>, demo: bool) -> Html {
    let (class, text) = if demo {
        ("demo", words.say("trust-demo"))
    } else {
        words.trust_status(trust)
    };
    tag!(<p class={format!("trust-status {class}")} role="status" data-testid="trust-status">)
        .child(tag!(<a href="#trust">).text(text))
        .into()
}

/// Button that imports lists from files.
#[inline(never)]
pub fn chooser(words: &Words, controller: &Controller, id: &'static str) -> Html {
    let file = FileField {
        test_id: id,
        accept: ".json,.pem,.crt,.cer,.ggt,.jwt,.cbor,.bin,.sig,application/json",
        multiple: true,
    };
    let controller = controller.clone();
    let take = move |files: FileList| {
        controller.import_trust((0..files.length()).filter_map(|n| files.get(n)).collect());
    };
    file.draw(words.say("trust-import"), Box::new(take))
}

/// Card of the lists in use, with buttons that add and forget lists.
#[inline(never)]
pub fn import(words: &Words, trust: Option<&TrustState>, controller: &Controller) -> Html {
    let look = trust.is_some_and(|trust| trust.updates).then(|| {
        let controller = controller.clone();
        button("secondary", "trust-update", words.say("trust-look"), move || {
            controller.update_trust();
        })
    });
    let empty = trust.is_none_or(|trust| trust.all.keys == 0);
    tag!(<section class="card quiet" id="trust" data-testid="trust-card">)
        .child(tag!(<h2>).say(words, "trust-title"))
        .html(trust.map(|trust| lists(words, trust, controller)).unwrap_or_default())
        .maybe(empty.then(|| tag!(<p>).say(words, "trust-empty")))
        .html(chooser(words, controller, "trust-import"))
        .maybe(look)
        .into()
}

/// Facts of the lists in use, then the other lists with a button that forgets each that was imported.
#[inline(never)]
fn lists(words: &Words, trust: &TrustState, controller: &Controller) -> Html {
    let facts = words.trust_facts(trust).into_iter();
    let facts = facts.map(|fact| tag!(<p>).text(fact));
    let row = |name: &str, text: String, revocation: bool, imported: bool| {
        let key = format!("{revocation} {name}");
        let row = tag!(<p>).key(key).text(text).text(" ".to_owned());
        let forget = || {
            let (controller, name) = (controller.clone(), name.to_owned());
            let label = words.say_with("trust-forget", [("name", (*name).into())]);
            button("secondary", "trust-forget", label, move || {
                controller.forget_import(name.clone(), revocation);
            })
        };
        row.maybe(imported.then(forget))
    };
    let imported = trust.imported.iter();
    let imported = imported.map(|list| row(&list.name, words.imported(list), false, true));
    let lists: RevocationLists = postcard::from_bytes(&trust.revocation).unwrap_or_default();
    let updated = lists.updated.as_ref();
    let revocation = lists.lists.iter();
    let revocation = revocation.map(|list| row(&list.name, words.revocation_list(list, updated), true, list.imported));
    // Without a list of the hosts only the attempt is known.
    let none = lists.lists.iter().all(|list| list.imported);
    let attempt = updated
        .filter(|_| none)
        .map(|updated| tag!(<p>).text(words.updated(updated)));
    let all = facts.chain(imported).chain(revocation).chain(attempt);
    all.map(Element::into_html).collect()
}
