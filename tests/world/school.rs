//! The demonstration school, set up over HTTP as its members would: the only place that calls
//! `companion_demonstration`.

use std::path::PathBuf;

pub use companion_demonstration::People;
use companion_demonstration::{init_with, ready_with};

use super::TestResult;

/// What the people of the demonstration school are given.
#[derive(Clone)]
pub struct Links {
    /// Opens enrolment on one phone.
    pub enrolment: String,
    desks: Vec<InboxAccess>,
}

/// What a member of the receiving side is given.
#[derive(Clone)]
pub struct InboxAccess {
    /// Name and job.
    pub who: String,
    /// Opens the inbox.
    pub link: String,
    /// The six words.
    pub passphrase: String,
}

impl Links {
    /// The member whose name and job hold these words.
    pub fn desk_of(&self, who: &str) -> TestResult<&InboxAccess> {
        let found = self.desks.iter().find(|desk| desk.who.contains(who));
        found.ok_or_else(|| format!("nobody at the demonstration school is “{who}”").into())
    }
}

/// Sets the school up if it isn't there, as a client of `origin`, and invites its teacher to one more phone.
pub async fn is_ready(binary: PathBuf, origin: String, data: PathBuf, people: People) -> TestResult<Links> {
    let set_up = move || ready_with(people, &origin, &data, || init_with(&binary, &data, None, &origin));
    let links = tokio::task::spawn_blocking(set_up).await??;
    let desks = links.inbox.into_iter();
    let desks =
        desks.map(|it| InboxAccess { who: it.who, link: it.link, passphrase: it.passphrase }).collect();
    Ok(Links { enrolment: links.enrolment, desks })
}

/// The link that `companion-endpoint init` prints.
pub async fn set_up_link(binary: PathBuf, origin: String, data: PathBuf) -> TestResult<String> {
    let link =
        move || init_with(&binary, &data, None, &origin).map(|code| format!("{origin}/inbox/set-up#{code}"));
    Ok(tokio::task::spawn_blocking(link).await??)
}
