//! My records: what is not finished, what waits, what was received, what was read.

use std::future::Future;

use companion_app::{AppError, draft::Unfinished};
use companion_browser::clock;
use companion_model::{
    delivery::{Delivery, Standing},
    static_page::MY_RECORDS,
};
use companion_parts::view::{El, Tone, button, el, h1, link, p};
use leptos::prelude::*;

use super::error_alert;
use crate::{
    route::Page,
    state::{Companion, Work, companion, left},
    words::where_a_draft_is,
};

/// The list.
pub fn records() -> El {
    let companion = companion();
    let drafts = RwSignal::new(Vec::<Unfinished>::new());
    let work = Work::new();
    let list = Drafts { companion, shown: drafts, work };
    list.look();
    let all = move || {
        let (deleted, open) = drafts.get().into_iter().partition::<Vec<_>, _>(|one| one.deleted_at.is_some());
        (open, companion.outbox.deliveries(), deleted)
    };
    el("div")
        .child(h1(MY_RECORDS))
        .child(error_alert(Tone::Danger, work.error))
        .live(all, move |(open, deliveries, deleted)| {
            el("ul")
                .class("plain records")
                .children(open.iter().map(|one| unfinished(one, list)))
                .children(deliveries.iter().map(signed))
                .children(deleted.iter().map(|one| in_the_bin(one, list)))
        })
        .when(
            move || {
                let (open, deliveries, deleted) = all();
                open.is_empty() && deliveries.is_empty() && deleted.is_empty() && work.error.get().is_none()
            },
            || p("You have no records on this phone."),
        )
        .child(el("p").child(link("button main", "/record", "Record a concern")))
}

/// The author's drafts on the screen.
#[derive(Clone, Copy)]
struct Drafts {
    companion: Companion,
    shown: RwSignal<Vec<Unfinished>>,
    work: Work,
}

impl Drafts {
    /// Reads them anew; after a passing fault again, until they are read or the screen is gone.
    fn look(self) {
        self.work.begin_until_done(move || async move {
            self.shown.set(self.companion.session.unfinished().await?);
            Ok(())
        });
    }

    /// Does something with one of them, and reads them anew.
    fn does(self, what: impl Future<Output = Result<(), AppError>> + 'static) {
        self.work.begin(async move {
            what.await?;
            self.shown.set(self.companion.session.unfinished().await?);
            Ok(())
        });
    }
}

fn unfinished(one: &Unfinished, list: Drafts) -> El {
    let (companion, id) = (list.companion, one.id);
    let delete = move || list.does(companion.delete(id));
    let name = format!("Delete the record last kept {}", one.kept_at.date_and_time());
    let words = el("span").class("state waiting").text(where_a_draft_is(id, &companion.outbox.deliveries()));
    line(
        &Page::Record(one.id, left::left_at(one.id)),
        words,
        &format!("Last kept {}", one.kept_at.date_and_time()),
    )
    .child(button("quiet", "Delete", delete).attr("aria-label", &name))
}

/// Deleted, and for a day as good as there.
fn in_the_bin(one: &Unfinished, list: Drafts) -> El {
    let (companion, id) = (list.companion, one.id);
    let until = one.brought_back_until().map_or_else(String::new, |until| until.date_and_time());
    let name = format!("Bring back the record last kept {}", one.kept_at.date_and_time());
    el("li")
        .child(el("span").class("state").text("Deleted"))
        .child(p(&format!(
            "Last kept {}. It can be brought back until {until}.",
            one.kept_at.date_and_time()
        )))
        .child(
            button("", "Bring back", move || list.does(companion.bring_back(id))).attr("aria-label", &name),
        )
}

fn signed(one: &Delivery) -> El {
    line(&Page::Delivery(one.id), state_words(one), &since(one))
}

fn line(page: &Page, words: El, when: &str) -> El {
    let both = el("span").child(words).child(el("br")).text(when);
    el("li").child(el("a").attr("href", &page.path()).child(both))
}

/// When it was signed; or handed over, which is no signature.
pub(super) fn since(one: &Delivery) -> String {
    let what = if one.hands_over.is_some() { "Handed over unfinished" } else { "Signed" };
    format!("{what} {}", one.signed_at.date_and_time())
}

/// The state's own words, with their shape and colour.
pub(super) fn state_words(delivery: &Delivery) -> El {
    let class = match delivery.standing() {
        Standing::Received(_) => "state received",
        Standing::Refused(_) | Standing::Lost(_) => "state danger",
        Standing::Waiting | Standing::Sending => "state waiting",
    };
    let practice = if delivery.practice { "Practice: " } else { "" };
    el("span").class(class).text(&format!("{practice}{}", delivery.status(clock::now().offset_min)))
}
