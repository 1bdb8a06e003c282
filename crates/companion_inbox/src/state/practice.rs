//! What staff have sent to practise: all of it is fetched, a page at a time, and each look fetches what is new.

use std::sync::Arc;

use companion_browser::clock;
use companion_inbox::{answer::Trouble, desk::Desk, record::Key, words::CANT_ACKNOWLEDGE};
use companion_model::wire::v1::{InboxEnvelope, PracticePage, address};
use leptos::prelude::*;

use super::{Office, client, zone};

impl Office {
    /// With every look: real words that came as practice must not wait until somebody opens that page.
    pub(super) async fn fetch_practice(self, desk: &Arc<Desk>) -> Result<(), Trouble> {
        match self.fetch_practice_pages(desk).await {
            Err(Trouble::NotKnown(_)) => self.fetch_newest_practice(desk).await,
            done => done,
        }
    }

    async fn fetch_practice_pages(self, desk: &Arc<Desk>) -> Result<(), Trouble> {
        let waits_from = self.practice.with_untracked(|practice| practice.waits_from().map(str::to_owned));
        if let Some(from) = waits_from {
            self.fetch_practice_page(desk, &from).await?;
        }
        loop {
            let from = self.practice.with_untracked(|practice| practice.cursor().to_owned());
            let (next, more) = self.fetch_practice_page(desk, &from).await?;
            if !more || !self.is_open(desk) {
                return Ok(());
            }
            self.practice.update_untracked(|practice| practice.go_on(next));
        }
    }

    async fn fetch_practice_page(self, desk: &Arc<Desk>, from: &str) -> Result<(String, bool), Trouble> {
        let page: PracticePage =
            client::get(&format!("{}?after={from}", address::INBOX_PRACTICE_PAGES)).await?;
        self.take_practice(desk, from, page.practice);
        Ok((page.next, page.more))
    }

    /// All that an endpoint of an earlier release tells of.
    async fn fetch_newest_practice(self, desk: &Arc<Desk>) -> Result<(), Trouble> {
        let newest: Vec<InboxEnvelope> = client::get(address::INBOX_PRACTICE).await?;
        self.take_practice(desk, "", newest);
        Ok(())
    }

    fn take_practice(self, desk: &Arc<Desk>, from: &str, page: Vec<InboxEnvelope>) {
        if self.is_open(desk) {
            self.practice.maybe_update(|practice| practice.take(desk, from, page, zone));
        }
    }

    /// Says, signed, that this member has looked at other words that came as practice.
    pub async fn acknowledge_practice(self, key: Key) -> Result<(), String> {
        let Some(desk) = self.desk.get_untracked() else { return Ok(()) };
        let receipt = self.practice.with_untracked(|practice| practice.receipt(key).cloned());
        let Some(receipt) = receipt else { return Ok(()) };
        let said = desk.acknowledge(&receipt, clock::now_ms());
        let put = client::put(&address::at(address::INBOX_PRACTICE_ACKNOWLEDGEMENT, key.id), &said).await;
        put.map_err(|trouble| self.said_or(trouble, CANT_ACKNOWLEDGE))?;
        if self.is_open(&desk) {
            self.practice.update(|practice| practice.acknowledge(&desk, key, said, zone));
        }
        Ok(())
    }

    /// Says, signed, that this member has looked at a record that does not open.
    pub async fn acknowledge(self, key: Key) -> Result<(), String> {
        let Some(desk) = self.desk.get_untracked() else { return Ok(()) };
        let receipt = self.records.with_untracked(|records| records.known(key).map(|it| it.receipt.clone()));
        let Some(receipt) = receipt else { return Ok(()) };
        let said = desk.acknowledge(&receipt, clock::now_ms());
        let put = client::put(&address::at(address::INBOX_ACKNOWLEDGEMENT, key.id), &said).await;
        put.map_err(|trouble| self.said_or(trouble, CANT_ACKNOWLEDGE))?;
        if self.is_open(&desk) {
            self.records.maybe_update(|records| records.acknowledge(&desk, key, &said));
        }
        Ok(())
    }
}
