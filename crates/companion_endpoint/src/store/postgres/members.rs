//! Members, and the keys that are sealed to them.

use companion_model::{
    Route,
    wire::v1::{KdfParams, NewMember, SealedRootKey, SealedRouteKey},
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{PostgresConnection, rows};
use crate::store::{Members, StoreResult};

impl Members for PostgresConnection {
    fn member(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<NewMember>> {
        self.one(
            "SELECT member, sign_in_name, name, salt, memory_kib, passes, login_sha256, wrapped_keys, encryption_key,
                    signing_key
             FROM member WHERE school = $1 AND member = $2",
            &[&school, &id],
            member,
        )
    }

    fn member_of_name(&mut self, school: Uuid, sign_in_name: &str) -> StoreResult<Option<NewMember>> {
        self.one(
            "SELECT member, sign_in_name, name, salt, memory_kib, passes, login_sha256, wrapped_keys, encryption_key,
                    signing_key
             FROM member WHERE school = $1 AND sign_in_name = $2",
            &[&school, &sign_in_name],
            member,
        )
    }

    fn sign_in_names(&mut self, school: Uuid) -> StoreResult<Vec<String>> {
        self.all("SELECT sign_in_name FROM member WHERE school = $1", &[&school], |row| {
            Ok(row.try_get("sign_in_name")?)
        })
    }

    fn add_member(&mut self, school: Uuid, new: &NewMember) -> StoreResult<()> {
        self.write(
            "INSERT INTO member (school, member, sign_in_name, name, salt, memory_kib, passes, login_sha256,
                                 wrapped_keys, encryption_key, signing_key)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            &[
                &school,
                &new.id,
                &new.sign_in_name,
                &new.name,
                &new.stretch.salt.0,
                &i64::from(new.stretch.memory_kib),
                &i64::from(new.stretch.passes),
                &new.login_sha256.0,
                &new.wrapped_keys.0,
                &new.encryption_key.0,
                &new.signing_key.0,
            ],
        )
    }

    fn route_keys(&mut self, school: Uuid, member: Uuid) -> StoreResult<Vec<SealedRouteKey>> {
        self.all(
            "SELECT route, kid, sealed FROM route_key WHERE school = $1 AND member = $2 ORDER BY route, kid",
            &[&school, &member],
            |row| {
                let (route, kid) = (rows::route(row)?, rows::kid(row)?);
                Ok(SealedRouteKey { route, kid, member, sealed: rows::bytes(row, "sealed")? })
            },
        )
    }

    fn holders(&mut self, school: Uuid, route: Route) -> StoreResult<Vec<Uuid>> {
        self.all(
            "SELECT DISTINCT member FROM route_key WHERE school = $1 AND route = $2",
            &[&school, &route.name()],
            |row| Ok(row.try_get("member")?),
        )
    }

    fn add_route_key(&mut self, school: Uuid, key: &SealedRouteKey) -> StoreResult<()> {
        self.write(
            "INSERT INTO route_key (school, member, route, kid, sealed) VALUES ($1, $2, $3, $4, $5)",
            &[&school, &key.member, &key.route.name(), &key.kid.0, &key.sealed.0],
        )
    }

    fn root_key(&mut self, school: Uuid, member: Uuid) -> StoreResult<Option<SealedRootKey>> {
        self.one(
            "SELECT sealed FROM root_key WHERE school = $1 AND member = $2",
            &[&school, &member],
            |row| Ok(SealedRootKey { member, sealed: rows::bytes(row, "sealed")? }),
        )
    }

    fn add_root_key(&mut self, school: Uuid, key: &SealedRootKey) -> StoreResult<()> {
        self.write(
            "INSERT INTO root_key (school, member, sealed) VALUES ($1, $2, $3)",
            &[&school, &key.member, &key.sealed.0],
        )
    }
}

fn member(row: &Row) -> StoreResult<NewMember> {
    let (memory_kib, passes) = (rows::small(row, "memory_kib")?, rows::small(row, "passes")?);
    Ok(NewMember {
        id: row.try_get("member")?,
        sign_in_name: row.try_get("sign_in_name")?,
        name: row.try_get("name")?,
        stretch: KdfParams { salt: rows::bytes(row, "salt")?, memory_kib, passes },
        login_sha256: rows::bytes(row, "login_sha256")?,
        wrapped_keys: rows::bytes(row, "wrapped_keys")?,
        encryption_key: rows::bytes(row, "encryption_key")?,
        signing_key: rows::bytes(row, "signing_key")?,
    })
}
