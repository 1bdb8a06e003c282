//! Members, and the keys that are sealed to them.

use companion_model::{
    Route,
    wire::v1::{KdfParams, NewMember, SealedRootKey, SealedRouteKey},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::rows;
use crate::store::{Members, StoreResult};

impl Members for Connection {
    fn member(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<NewMember>> {
        let found = self
            .prepare_cached("SELECT * FROM member WHERE school = ?1 AND member = ?2")?
            .query_row(params![school, id], member)
            .optional()?;
        Ok(found)
    }

    fn member_of_name(&mut self, school: Uuid, sign_in_name: &str) -> StoreResult<Option<NewMember>> {
        let found = self
            .prepare_cached("SELECT * FROM member WHERE school = ?1 AND sign_in_name = ?2")?
            .query_row(params![school, sign_in_name], member)
            .optional()?;
        Ok(found)
    }

    fn sign_in_names(&mut self, school: Uuid) -> StoreResult<Vec<String>> {
        let mut found = self.prepare_cached("SELECT sign_in_name FROM member WHERE school = ?1")?;
        let names = found.query_map([school], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    fn add_member(&mut self, school: Uuid, new: &NewMember) -> StoreResult<()> {
        self.prepare_cached(
            "INSERT INTO member (school, member, sign_in_name, name, salt, memory_kib, passes, login_sha256,
                                 wrapped_keys, encryption_key, signing_key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            school,
            new.id,
            new.sign_in_name,
            new.name,
            new.stretch.salt.0,
            new.stretch.memory_kib,
            new.stretch.passes,
            new.login_sha256.0,
            new.wrapped_keys.0,
            new.encryption_key.0,
            new.signing_key.0,
        ])?;
        Ok(())
    }

    fn route_keys(&mut self, school: Uuid, member: Uuid) -> StoreResult<Vec<SealedRouteKey>> {
        let mut found = self
            .prepare_cached("SELECT route, kid, sealed FROM route_key WHERE school = ?1 AND member = ?2")?;
        let keys = found.query_map(params![school, member], |row| {
            let (route, kid) = (rows::route(row)?, rows::kid(row)?);
            Ok(SealedRouteKey { route, kid, member, sealed: rows::bytes(row, "sealed")? })
        })?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    fn holders(&mut self, school: Uuid, route: Route) -> StoreResult<Vec<Uuid>> {
        let mut found =
            self.prepare_cached("SELECT DISTINCT member FROM route_key WHERE school = ?1 AND route = ?2")?;
        let holders = found.query_map(params![school, route.name()], |row| row.get("member"))?;
        Ok(holders.collect::<Result<_, _>>()?)
    }

    fn add_route_key(&mut self, school: Uuid, key: &SealedRouteKey) -> StoreResult<()> {
        self.prepare_cached(
            "INSERT INTO route_key (school, member, route, kid, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![school, key.member, key.route.name(), key.kid.0, key.sealed.0])?;
        Ok(())
    }

    fn root_key(&mut self, school: Uuid, member: Uuid) -> StoreResult<Option<SealedRootKey>> {
        let key = self
            .prepare_cached("SELECT sealed FROM root_key WHERE school = ?1 AND member = ?2")?
            .query_row(params![school, member], |row| {
                Ok(SealedRootKey { member, sealed: rows::bytes(row, "sealed")? })
            })
            .optional()?;
        Ok(key)
    }

    fn add_root_key(&mut self, school: Uuid, key: &SealedRootKey) -> StoreResult<()> {
        self.prepare_cached("INSERT INTO root_key (school, member, sealed) VALUES (?1, ?2, ?3)")?
            .execute(params![school, key.member, key.sealed.0])?;
        Ok(())
    }
}

fn member(row: &Row<'_>) -> rusqlite::Result<NewMember> {
    let (memory_kib, passes) = (row.get("memory_kib")?, row.get("passes")?);
    Ok(NewMember {
        id: row.get("member")?,
        sign_in_name: row.get("sign_in_name")?,
        name: row.get("name")?,
        stretch: KdfParams { salt: rows::bytes(row, "salt")?, memory_kib, passes },
        login_sha256: rows::bytes(row, "login_sha256")?,
        wrapped_keys: rows::bytes(row, "wrapped_keys")?,
        encryption_key: rows::bytes(row, "encryption_key")?,
        signing_key: rows::bytes(row, "signing_key")?,
    })
}
