//! The demonstration school, set up over HTTP as its members would: the only place that calls
//! `companion_demonstration`.

pub use companion_demonstration::People;
use companion_demonstration::{Error, init_with, ready_with};

use super::TestResult;
use super::endpoint::{Endpoint, binary};

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
pub async fn is_ready(endpoint: &Endpoint, origin: String, people: People) -> TestResult<Links> {
    let (data, init) = (endpoint.data().to_owned(), init(endpoint, origin.clone()));
    let set_up = move || ready_with(people, &origin, &data, init);
    let links = tokio::task::spawn_blocking(set_up).await??;
    let desks = links.inbox.into_iter();
    let desks =
        desks.map(|it| InboxAccess { who: it.who, link: it.link, passphrase: it.passphrase }).collect();
    Ok(Links { enrolment: links.enrolment, desks })
}

/// The link that `companion-endpoint init` prints.
pub async fn set_up_link(endpoint: &Endpoint, origin: String) -> TestResult<String> {
    let init = init(endpoint, origin.clone());
    let link = move || init().map(|code| format!("{origin}/inbox/set-up#{code}"));
    Ok(tokio::task::spawn_blocking(link).await??)
}

/// What asks an endpoint's program for the code of a set-up link.
fn init(endpoint: &Endpoint, origin: String) -> impl FnOnce() -> Result<String, Error> + Send + use<> {
    let (binary, data) = (binary(), endpoint.data().to_owned());
    let database = endpoint.database_address().map(str::to_owned);
    move || init_with(&binary, &data, database.as_deref(), &origin)
}
