//! Whether a database is whole: every directory, record and receipt of every school, as of one moment.

use companion_model::wire::Bytes;
use uuid::Uuid;

use super::{
    OpenError,
    client::Client,
    database::{Database, Purpose},
    directories,
    errors::{Failure, Fault},
    on_a_thread, rows, schema,
};
use crate::store::{
    Damage, Kept, NUMBERED, Numbers, StoreError, directory_damage, receipt_keys, school_tables::DELIVERED,
};

/// Looks at all of a database, in use or not, a row at a time: that every directory is signed as it stands, that every envelope is
/// what its receipt says, by a key that its school knows, and that no number of a route is missing. What points from table to table
/// the server itself watches. `newest` is told each school, and the body of its newest directory if it has one. Says how many envelopes
/// there are, and what is wrong; a part that can't be looked at is.
///
/// # Errors
/// [`OpenError`] if the database can't be used, was written by a newer version, or its server goes away meanwhile.
pub(crate) fn verify(
    url: &str,
    mut newest: impl FnMut(Uuid, Option<&str>) + Send,
) -> Result<(u64, Vec<Damage>), OpenError> {
    on_a_thread(|| {
        // A replica will do, and a server that is not to be trusted with a record: nothing is written.
        let mut client = Database::new(url, None)?.client(Purpose::Move)?;
        schema::check(&mut client)?;
        client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
        let mut look = Look { client, found: Found::default() };
        for school in look.schools()? {
            look.at(school, &mut newest)?;
        }
        Ok((look.found.envelopes, look.found.damage))
    })
}

/// What was found so far.
#[derive(Default)]
struct Found {
    envelopes: u64,
    damage: Vec<Damage>,
}

struct Look {
    /// In one transaction from the beginning to the end.
    client: Client,
    found: Found,
}

impl Look {
    fn schools(&mut self) -> Result<Vec<Uuid>, OpenError> {
        let rows = self.client.query("SELECT school FROM school ORDER BY school", &[])?;
        Ok(rows.iter().map(|row| row.try_get("school")).collect::<Result<_, _>>()?)
    }

    fn at(&mut self, school: Uuid, newest: &mut impl FnMut(Uuid, Option<&str>)) -> Result<(), OpenError> {
        let (mut keys, mut body) = (Vec::new(), None);
        self.part("directory", school, |part, found| {
            look_at_directories(part, school, found, |read| {
                keys.extend(receipt_keys(read));
                body = Some(read.to_owned());
            })
        })?;
        newest(school, body.as_deref());
        for table in DELIVERED {
            self.part(table, school, |part, found| look_at_delivered(part, school, table, &keys, found))?;
        }
        for (table, given) in NUMBERED {
            self.part(table, school, |part, found| look_at_numbers(part, school, table, given, found))?;
        }
        Ok(())
    }

    /// Looks at one part. What fails in it ends it alone: the server goes back to where it began.
    fn part(
        &mut self,
        table: &str,
        school: Uuid,
        look: impl FnOnce(&mut Client, &mut Found) -> Result<(), Failure>,
    ) -> Result<(), OpenError> {
        self.client.batch_execute("SAVEPOINT part")?;
        match look(&mut self.client, &mut self.found) {
            Ok(()) => Ok(self.client.batch_execute("RELEASE SAVEPOINT part")?),
            Err(Failure { fault: Fault::Refused, error }) => {
                self.found.damage.push(format!("{table} of school {school} can't be looked at: {error}"));
                Ok(self.client.batch_execute("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")?)
            }
            // What the server can't do at the moment says nothing of what it has.
            Err(Failure { error, .. }) => Err(error.into()),
        }
    }
}

/// Tells `read` each body, the newest last. A directory that is not what a member signed is damage.
fn look_at_directories(
    client: &mut Client,
    school: Uuid,
    found: &mut Found,
    mut read: impl FnMut(&str),
) -> Result<(), Failure> {
    let all = "SELECT version, body, signed_by AS route, signature FROM directory
               WHERE school = $1 ORDER BY version";
    let mut directories = client.query_each(all, &[&school])?;
    while let Some(row) = directories.next()? {
        let version: i64 = row.try_get("version")?;
        read(row.try_get("body")?);
        match directories::directory(&row) {
            Ok(directory) => found.damage.extend(directory_damage(school, version, &directory)),
            Err(error) => found.damage.push(format!("directory {version} of school {school}: {error}")),
        }
    }
    Ok(())
}

fn look_at_delivered(
    client: &mut Client,
    school: Uuid,
    table: &str,
    keys: &[Bytes],
    found: &mut Found,
) -> Result<(), Failure> {
    let all = format!("SELECT id, sha256, receipt, bytes FROM {table} WHERE school = $1 ORDER BY route, seq");
    let mut delivered = client.query_each(&all, &[&school])?;
    while let Some(row) = delivered.next()? {
        let (id, sha256) = (row.try_get("id")?, rows::array(&row, "sha256").map_err(refused)?);
        let (receipt, bytes) = (row.try_get("receipt")?, row.try_get("bytes")?);
        found.damage.extend(Kept { table, school, id, sha256, receipt, bytes }.damage(keys));
        found.envelopes += 1;
    }
    Ok(())
}

fn look_at_numbers(
    client: &mut Client,
    school: Uuid,
    table: &str,
    given: &str,
    found: &mut Found,
) -> Result<(), Failure> {
    let mut numbers = Numbers::of(table, school);
    let all = format!("SELECT route, seq FROM {table} WHERE school = $1 ORDER BY route, seq");
    let mut numbered = client.query_each(&all, &[&school])?;
    while let Some(row) = numbered.next()? {
        numbers.add(row.try_get("route")?, row.try_get("seq")?);
    }
    drop(numbered);
    let last = format!("SELECT route, {given} AS last FROM route_seq WHERE school = $1");
    let last = client.query(&last, &[&school])?;
    let last = last.iter().map(|row| Ok((row.try_get("route")?, row.try_get("last")?)));
    found.damage.extend(numbers.damage(last.collect::<Result<Vec<_>, tokio_postgres::Error>>()?));
    Ok(())
}

/// A value that can't be read.
fn refused(error: StoreError) -> Failure {
    Failure { fault: Fault::Refused, error }
}
