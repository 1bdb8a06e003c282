//! The status line: what has not reached the school, and whom to phone. On every screen, in the same place.

use companion_parts::view::{El, link, nothing, p};
use leptos::prelude::*;

use super::call::digits;
use crate::{route::Page, state::Companion};

/// One line, or nothing when there is nothing to say.
pub fn status_line(status: El, companion: Companion) {
    let fault = |sentence: &Option<String>| {
        sentence.as_ref().map_or_else(nothing, |sentence| p(sentence).class("state danger"))
    };
    status
        .live(move || companion.session.directory_refused.get(), fault)
        .live(move || companion.outbox.fault.get(), fault)
        .live(move || unsent(companion), |unsent| unsent.as_ref().map_or_else(nothing, Unsent::line));
}

/// How many records have not reached the school, and the name and number of whom to phone about the oldest.
#[derive(Clone, PartialEq)]
struct Unsent {
    count: usize,
    phone: Option<(String, String)>,
}

fn unsent(companion: Companion) -> Option<Unsent> {
    if companion.place.page() == Page::Hide {
        return None;
    }
    let unsent = companion.outbox.unsent();
    let oldest = unsent.iter().min_by_key(|delivery| delivery.signed_at.utc_ms)?;
    let phone = companion.outbox.first_to_phone(oldest).map(|member| (member.name, member.phone));
    Some(Unsent { count: unsent.len(), phone })
}

impl Unsent {
    fn line(&self) -> El {
        let count = match self.count {
            1 => "1 record has".to_owned(),
            n => format!("{n} records have"),
        };
        let phone = self.phone.as_ref().map_or_else(nothing, |(name, phone)| {
            link("number", &format!("tel:{}", digits(phone)), &format!("Phone {name} {phone}"))
        });
        p(&format!("{count} not reached the school yet. ")).class("state waiting").child(phone)
    }
}
