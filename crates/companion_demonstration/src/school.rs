//! The demonstration school: who is in it, and the file that lets it be opened again.

use std::{
    fs, io,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use companion_inbox::founding::Person;
use companion_model::Route;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Error;

/// Who is in it, before there are any keys.
const CAST: &str = include_str!("../../../content/demonstration.json");
const FILE: &str = "demonstration.json";

/// A demonstration school that was set up.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demonstration {
    /// The school.
    pub school: Uuid,
    /// Its members.
    pub members: Vec<Member>,
}

/// A member and their passphrase. The demonstration only: nobody else's is ever written down by a program.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// What they sign in with.
    pub sign_in_name: String,
    /// Their name.
    pub name: String,
    /// Their job.
    pub role: String,
    /// The routes whose keys they hold.
    pub routes: Vec<Route>,
    /// The six words.
    pub passphrase: String,
}

#[derive(Deserialize)]
pub(crate) struct Cast {
    pub(crate) school_name: String,
    pub(crate) members: Vec<CastMember>,
    /// Only in a school that is asked for with one.
    pub(crate) deputy: CastMember,
    pub(crate) author: CastAuthor,
}

#[derive(Deserialize)]
pub(crate) struct CastMember {
    sign_in_name: String,
    name: String,
    role: String,
    routes: Vec<Route>,
    phone: String,
}

#[derive(Deserialize)]
pub(crate) struct CastAuthor {
    pub(crate) name: String,
    pub(crate) role: String,
}

impl Cast {
    pub(crate) fn read() -> Result<Self, Error> {
        let path = || PathBuf::from("content").join(FILE);
        serde_json::from_str(CAST).map_err(|cause| Error::UnreadableFile { path: path(), cause })
    }
}

impl CastMember {
    pub(crate) fn to_person(&self) -> Person {
        let Self { sign_in_name, name, role, routes, phone } = self;
        Person {
            sign_in_name: sign_in_name.clone(),
            name: name.clone(),
            role: role.clone(),
            phone: phone.clone(),
            routes: routes.clone(),
        }
    }
}

impl Demonstration {
    /// Where a data folder keeps it.
    pub fn path(data: &Path) -> PathBuf {
        data.join(FILE)
    }

    /// The school of a data folder; `None` if none was set up.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::UnreadableFile`].
    pub fn load(data: &Path) -> Result<Option<Self>, Error> {
        let path = Self::path(data);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|cause| Error::UnreadableFile { path, cause }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::File { path, cause }),
        }
    }

    /// Keeps the school, for its owner's eyes alone, whole or not at all.
    pub(crate) fn save(&self, data: &Path) -> Result<(), Error> {
        let path = Self::path(data);
        let beside = data.join(format!("{FILE}.new"));
        let write = || {
            fs::create_dir_all(data)?;
            // A leftover keeps whatever mode it had.
            fs::remove_file(&beside).or_else(|error| match error.kind() {
                io::ErrorKind::NotFound => Ok(()),
                _ => Err(error),
            })?;
            let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.sync_all()?;
            fs::rename(&beside, &path)
        };
        write().map_err(|cause| Error::File { path: path.clone(), cause })
    }

    /// A member by their sign-in name.
    ///
    /// # Errors
    /// [`Error::NoSuchMember`].
    pub fn member(&self, sign_in_name: &str) -> Result<&Member, Error> {
        let mut members = self.members.iter();
        members
            .find(|member| member.sign_in_name == sign_in_name)
            .ok_or_else(|| Error::NoSuchMember(sign_in_name.to_owned()))
    }

    /// The first member of a route.
    ///
    /// # Errors
    /// [`Error::NoSuchMember`].
    pub fn member_of(&self, route: Route) -> Result<&Member, Error> {
        let mut members = self.members.iter();
        members
            .find(|member| member.routes.contains(&route))
            .ok_or_else(|| Error::NoSuchMember(format!("of {}", route.people())))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn school() -> Demonstration {
        let member = Member {
            sign_in_name: "demonstration-dsl".into(),
            name: "Demonstration DSL".into(),
            role: "Designated Safeguarding Lead".into(),
            routes: vec![Route::Dsl],
            passphrase: "six words of which none matter".into(),
        };
        Demonstration { school: Uuid::from_u128(1), members: vec![member] }
    }

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("companion-demonstration-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        folder
    }

    #[test]
    fn the_cast_has_one_member_on_each_route_and_numbers_kept_for_fiction() {
        let cast = Cast::read().unwrap();
        let routes: Vec<_> = cast.members.iter().flat_map(|member| &member.routes).copied().collect();
        assert_eq!(routes, Route::ALL);
        assert!(cast.members.iter().all(|member| member.phone.starts_with("01632 960")));
        assert!(!cast.author.name.is_empty() && !cast.author.role.is_empty() && !cast.school_name.is_empty());
    }

    #[test]
    fn a_school_is_read_back_and_only_its_owner_can_read_the_file() {
        let folder = folder("kept");
        assert!(Demonstration::load(&folder).unwrap().is_none());
        school().save(&folder).unwrap();
        assert!(Demonstration::load(&folder).unwrap() == Some(school()));
        let mode = fs::metadata(Demonstration::path(&folder)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_broken_file_is_named_and_left_as_it_is() {
        let folder = folder("broken");
        fs::create_dir_all(&folder).unwrap();
        fs::write(Demonstration::path(&folder), "{").unwrap();
        let said = Demonstration::load(&folder).err().unwrap().to_string();
        assert!(said.contains("demonstration.json") && said.contains("Move it away"), "{said}");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_member_nobody_is_has_no_desk() {
        assert!(school().member("demonstration-dsl").is_ok());
        assert!(matches!(school().member("nobody"), Err(Error::NoSuchMember(_))));
        assert!(school().member_of(Route::Head).is_err());
    }
}
