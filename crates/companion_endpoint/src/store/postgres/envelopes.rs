//! Envelopes as they arrive, of records and of practice.

use companion_model::Route;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{PostgresConnection, rows};
use crate::store::{
    Arrival, ArrivalsOf, DeliveredBy, EnvelopeKind, Envelopes, NewRow, StoreResult, StoredReceipt, signed,
    to_json,
};

impl Envelopes for PostgresConnection {
    fn receipts(
        &mut self,
        kind: EnvelopeKind,
        school: Uuid,
        ids: &[Uuid],
    ) -> StoreResult<Vec<StoredReceipt>> {
        let found = match kind {
            EnvelopeKind::Record => {
                "SELECT sha256, conflict, receipt FROM envelope
                 WHERE school = $1 AND id = ANY ($2) ORDER BY id, conflict, seq"
            }
            EnvelopeKind::Practice => {
                "SELECT sha256, false AS conflict, receipt FROM practice
                 WHERE school = $1 AND id = ANY ($2) ORDER BY id, route, seq"
            }
        };
        self.all(found, &[&school, &ids], receipt)
    }

    fn arrivals(
        &mut self,
        kind: EnvelopeKind,
        school: Uuid,
        asked: &[ArrivalsOf],
    ) -> StoreResult<Vec<Vec<Arrival>>> {
        let mut all = vec![Vec::new(); asked.len()];
        for (place, arrival) in self.arrivals_of_devices(kind, school, asked)? {
            if let Some(of_one) = all.get_mut(place) {
                of_one.push(arrival);
            }
        }
        for (of_one, one) in all.iter_mut().zip(asked) {
            if let (EnvelopeKind::Record, DeliveredBy::Member(member)) = (kind, one.by) {
                *of_one = self.all(
                    "SELECT received_at, octet_length(bytes)::bigint AS length FROM envelope
                     WHERE school = $1 AND imported_by = $2 AND received_at > $3 AND received_at <= $4
                     ORDER BY received_at DESC LIMIT $5",
                    &[&school, &member, &one.after, &one.until, &i64::from(one.most)],
                    arrival,
                )?;
            }
        }
        Ok(all)
    }

    fn next_numbers(&mut self, school: Uuid, route: Route, count: u32) -> StoreResult<u64> {
        let last = self.the(
            "INSERT INTO route_seq (school, route, seq) VALUES ($1, $2, $3)
             ON CONFLICT (school, route) DO UPDATE SET seq = route_seq.seq + $3 RETURNING seq",
            &[&school, &route.name(), &i64::from(count)],
            number,
        )?;
        Ok(last + 1 - u64::from(count))
    }

    fn add_envelopes(&mut self, kind: EnvelopeKind, school: Uuid, rows: &[NewRow]) -> StoreResult<()> {
        match kind {
            _ if rows.is_empty() => Ok(()),
            EnvelopeKind::Record => self.add_records(school, rows),
            EnvelopeKind::Practice => rows.iter().try_for_each(|row| self.add_practice(school, row)),
        }
    }
}

impl PostgresConnection {
    /// What devices brought, each with the place of the question it answers.
    fn arrivals_of_devices(
        &mut self,
        kind: EnvelopeKind,
        school: Uuid,
        asked: &[ArrivalsOf],
    ) -> StoreResult<Vec<(usize, Arrival)>> {
        if asked.iter().all(|one| one.by.device().is_none()) {
            return Ok(Vec::new());
        }
        let found = match kind {
            EnvelopeKind::Record => {
                "SELECT place, received_at, length
                 FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[])
                      WITH ORDINALITY AS asked (who, after, until, most, place)
                 CROSS JOIN LATERAL (
                     SELECT received_at, octet_length(bytes)::bigint AS length FROM envelope
                     WHERE school = $1 AND device = who AND received_at > after AND received_at <= until
                     ORDER BY received_at DESC LIMIT most) AS lately
                 ORDER BY place, received_at DESC"
            }
            EnvelopeKind::Practice => {
                "SELECT place, received_at, length
                 FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[])
                      WITH ORDINALITY AS asked (who, after, until, most, place)
                 CROSS JOIN LATERAL (
                     SELECT received_at, octet_length(bytes)::bigint AS length FROM practice
                     WHERE school = $1 AND device = who AND received_at > after AND received_at <= until
                     ORDER BY received_at DESC LIMIT most) AS lately
                 ORDER BY place, received_at DESC"
            }
        };
        let who: Vec<_> = asked.iter().map(|one| one.by.device()).collect();
        let after: Vec<_> = asked.iter().map(|one| one.after).collect();
        let until: Vec<_> = asked.iter().map(|one| one.until).collect();
        let most: Vec<_> = asked.iter().map(|one| i64::from(one.most)).collect();
        self.all(found, &[&school, &who, &after, &until, &most], |row| {
            let place = usize::try_from(rows::unsigned(row, "place")?).unwrap_or(usize::MAX);
            Ok((place.saturating_sub(1), arrival(row)?))
        })
    }

    fn add_records(&mut self, school: Uuid, new: &[NewRow]) -> StoreResult<()> {
        let receipts = new.iter().map(|row| to_json(row.receipt)).collect::<StoreResult<Vec<_>>>()?;
        let ids: Vec<_> = new.iter().map(|row| row.new.id).collect();
        let digests: Vec<_> = new.iter().map(|row| row.new.sha256.as_slice()).collect();
        let conflicts: Vec<_> = new.iter().map(|row| row.is_conflict).collect();
        let routes: Vec<_> = new.iter().map(|row| row.new.route.name()).collect();
        let numbers: Vec<_> = new.iter().map(|row| signed(row.receipt.seq)).collect();
        let devices: Vec<_> = new.iter().map(|row| row.new.by.device()).collect();
        let members: Vec<_> = new.iter().map(|row| row.new.by.member()).collect();
        let times: Vec<_> = new.iter().map(|row| row.new.now).collect();
        let bytes: Vec<_> = new.iter().map(|row| row.new.bytes.as_slice()).collect();
        self.write(
            "INSERT INTO envelope
                 (school, id, sha256, conflict, route, seq, device, imported_by, received_at, receipt, bytes)
             SELECT $1, id, sha256, conflict, route, seq, device, imported_by, received_at, receipt, bytes
             FROM unnest($2::uuid[], $3::bytea[], $4::boolean[], $5::text[], $6::bigint[], $7::uuid[], $8::uuid[],
                         $9::bigint[], $10::text[], $11::bytea[])
                  AS new (id, sha256, conflict, route, seq, device, imported_by, received_at, receipt, bytes)",
            &[
                &school, &ids, &digests, &conflicts, &routes, &numbers, &devices, &members, &times, &receipts, &bytes,
            ],
        )
    }

    fn add_practice(&mut self, school: Uuid, NewRow { new, receipt, .. }: &NewRow) -> StoreResult<()> {
        let place = self.the(
            "INSERT INTO route_seq (school, route, practice_seq) VALUES ($1, $2, 1)
             ON CONFLICT (school, route) DO UPDATE SET practice_seq = route_seq.practice_seq + 1
             RETURNING practice_seq AS seq",
            &[&school, &new.route.name()],
            number,
        )?;
        self.write(
            "INSERT INTO practice (school, id, sha256, route, seq, device, received_at, receipt, bytes)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &school,
                &new.id,
                &new.sha256,
                &new.route.name(),
                &signed(place),
                &new.by.device(),
                &new.now,
                &to_json(receipt)?,
                &new.bytes,
            ],
        )
    }
}

fn receipt(row: &Row) -> StoreResult<StoredReceipt> {
    let (sha256, is_conflict) = (rows::array(row, "sha256")?, row.try_get("conflict")?);
    Ok(StoredReceipt { sha256, is_conflict, receipt: rows::json(row, "receipt")? })
}

fn arrival(row: &Row) -> StoreResult<Arrival> {
    Ok(Arrival { received_at: row.try_get("received_at")?, bytes: rows::unsigned(row, "length")? })
}

fn number(row: &Row) -> StoreResult<u64> {
    rows::unsigned(row, "seq")
}
