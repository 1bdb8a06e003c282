//! From an endpoint that serves to links that can be opened.

use std::{
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use companion_inbox::{
    founding::{Choices, Founder, Person, found},
    inbox_route::Visitor,
    new_id,
};
use companion_model::{
    Millis, Route,
    wire::v1::{SetupOffer, address},
};
use companion_seal::{kdf::new_params, passphrase};

use crate::{DemoMember, Demonstration, Error, Member, client::Client, school::Cast};

/// Who receives at a school that is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    /// One member on each route.
    OneEach,
    /// The same, who set the school up so long ago that its directory is to be renewed.
    OneEachLongAgo,
    /// The DSL has a deputy on the same route.
    WithADeputy,
}

impl People {
    /// How long ago they set the school up.
    fn ago(self) -> Millis {
        const DAY: Millis = 24 * 60 * 60 * 1000;
        match self {
            Self::OneEach | Self::WithADeputy => 0,
            Self::OneEachLongAgo => 300 * DAY,
        }
    }
}

/// What a person opens to try it.
pub struct Links {
    /// Opened on a phone, as a member of staff; lives a day and works for one phone.
    pub enrolment: String,
    /// The inbox, for each member.
    pub inbox: Vec<InboxLink>,
}

/// What a member opens.
pub struct InboxLink {
    /// Name and job.
    pub who: String,
    /// The link.
    pub link: String,
    /// The six words.
    pub passphrase: String,
}

/// Makes sure that the demonstration school is there and makes a new invitation for its teacher. `data` keeps the
/// passphrases from one start to the next; `setup_code` is asked for a code only if there is no school yet.
///
/// # Errors
/// [`Error`]; each says what to do.
pub fn ready(
    origin: &str,
    data: &Path,
    setup_code: impl FnOnce() -> Result<String, Error>,
) -> Result<Links, Error> {
    ready_with(People::OneEach, origin, data, setup_code)
}

/// The same, for other people: whom the school has if it is not there yet.
///
/// # Errors
/// [`Error`]; each says what to do.
pub fn ready_with(
    people: People,
    origin: &str,
    data: &Path,
    setup_code: impl FnOnce() -> Result<String, Error>,
) -> Result<Links, Error> {
    let client = Client::new(origin)?;
    let school = match Demonstration::load(data)? {
        Some(school) => school,
        None => {
            let school = set_up(&client, people, &setup_code()?)?;
            school.save(data)?;
            school
        }
    };
    let dsl = school.member_of(Route::Dsl)?;
    let desk = DemoMember::sign_in(origin, &school, &dsl.sign_in_name).map_err(|error| match error {
        Error::Refused { status: 401, .. } => Error::OtherDatabase(Demonstration::path(data)),
        error => error,
    })?;
    let author = Cast::read()?.author;
    let enrolment = desk.invite(&author.name, &author.role)?;
    let inbox = school.members.iter().map(|member| inbox_link(client.origin(), &school, member));
    Ok(Links { enrolment, inbox: inbox.collect() })
}

/// Asks `companion-endpoint` for the code of a set-up link, on the database of this address where it is not the folder's own.
///
/// # Errors
/// [`Error::NoSetUpLink`] with what it said, [`Error::File`] if it can't be run.
pub fn init_with(binary: &Path, data: &Path, database: Option<&str>, origin: &str) -> Result<String, Error> {
    let mut command = Command::new(binary);
    command.arg("init").arg("--data").arg(data).args(["--origin", origin]);
    command.envs(database.map(|url| ("COMPANION_DATABASE", url)));
    let output = command.output().map_err(|cause| Error::File { path: binary.to_owned(), cause })?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let said = || format!("{printed}{}", String::from_utf8_lossy(&output.stderr)).trim().to_owned();
    code_of(&printed)
        .filter(|_| output.status.success())
        .ok_or_else(|| Error::NoSetUpLink { program: binary.to_owned(), said: said() })
}

fn code_of(printed: &str) -> Option<String> {
    let mut codes = printed.lines().filter_map(|line| line.trim().split_once("/inbox/set-up#"));
    codes.next().map(|(_, code)| code.to_owned()).filter(|code| !code.is_empty())
}

/// Acts for every member at once, in the way each of their browsers would. A stop between the endpoint's answer and
/// the file leaves a school without records that nobody can sign in to; the next start makes another.
fn set_up(client: &Client, people: People, code: &str) -> Result<Demonstration, Error> {
    let mut cast = Cast::read()?;
    if people == People::WithADeputy {
        cast.members.push(cast.deputy);
    }
    let founded_at = now() - people.ago();
    let path = address::at(address::SETUP, code);
    let offer: SetupOffer = client.get("the set-up offer", &path)?.json()?;
    let people: Vec<Person> = cast.members.iter().map(|member| member.to_person()).collect();
    let (founders, members): (Vec<_>, Vec<_>) =
        people.into_iter().map(founder).collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    let school = new_id(now())?;
    let founded =
        found(school, &Choices::named(&cast.school_name), offer.receipt_key, &founders, founded_at)?;
    client.post("the set-up", &path, &founded.request)?.granted()?;
    Ok(Demonstration { school, members })
}

fn founder(person: Person) -> Result<(Founder, Member), Error> {
    let (words, params) = (passphrase::generate()?, new_params()?);
    let keys = passphrase::keys(&words, &params)?;
    let member = Member {
        sign_in_name: person.sign_in_name.clone(),
        name: person.name.clone(),
        role: person.role.clone(),
        routes: person.routes.clone(),
        passphrase: words.to_string(),
    };
    Ok((Founder { person, stretch: params, keys }, member))
}

fn inbox_link(origin: &str, school: &Demonstration, member: &Member) -> InboxLink {
    let visitor = Visitor { school: school.school, sign_in_name: member.sign_in_name.clone() };
    InboxLink {
        who: format!("{}, {}", member.name, member.role),
        link: visitor.link(origin),
        passphrase: member.passphrase.clone(),
    }
}

pub(crate) fn now() -> Millis {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since_1970.as_millis()).unwrap_or(Millis::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_what_stands_after_the_link() {
        assert_eq!(code_of("http://localhost:8080/inbox/set-up#abc-DEF_1\n"), Some("abc-DEF_1".into()));
        for nothing in ["", "http://localhost:8080/inbox/", "http://localhost:8080/inbox/set-up#"] {
            assert_eq!(code_of(nothing), None);
        }
    }

    #[test]
    fn a_program_that_prints_no_link_is_named_with_what_it_said() {
        let refused =
            init_with(Path::new("false"), Path::new("data"), None, "http://localhost").err().unwrap();
        assert!(refused.to_string().starts_with("false printed no set-up link"), "{refused}");
        assert!(
            init_with(Path::new("/nowhere/at/all"), Path::new("data"), None, "http://localhost").is_err()
        );
    }

    #[test]
    fn nothing_is_asked_of_another_machine() {
        let asked = |origin| ready(origin, Path::new("/nowhere"), || panic!("a code was asked for"));
        assert!(matches!(asked("http://school.example").err(), Some(Error::NotLoopback(_))));
    }
}
