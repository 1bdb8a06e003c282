//! What staff have sent to practise: all of it is fetched, a page at a time, and each look fetches what is new.

use std::sync::Arc;

use companion_browser::clock;
use companion_inbox::{answer::RequestError, error::InboxError, keyring::Keyring, record::Key};
use companion_model::wire::v1::{InboxEnvelope, PracticePage, address};
use leptos::prelude::*;

use super::{Inbox, client, zone};

impl Inbox {
    /// With every look: real words that came as practice must not wait until somebody opens that page.
    pub(super) async fn fetch_practice(self, keyring: &Arc<Keyring>) -> Result<(), RequestError> {
        match self.fetch_practice_pages(keyring).await {
            Err(RequestError::NotKnown(_)) => self.fetch_newest_practice(keyring).await,
            done => done,
        }
    }

    async fn fetch_practice_pages(self, keyring: &Arc<Keyring>) -> Result<(), RequestError> {
        let waits_from = self.practice.with_untracked(|practice| practice.waits_from().map(str::to_owned));
        if let Some(from) = waits_from {
            self.fetch_practice_page(keyring, &from).await?;
        }
        loop {
            let from = self.practice.with_untracked(|practice| practice.cursor().to_owned());
            let (next, more) = self.fetch_practice_page(keyring, &from).await?;
            if !more || !self.is_open(keyring) {
                return Ok(());
            }
            self.practice.update_untracked(|practice| practice.go_on(next));
        }
    }

    async fn fetch_practice_page(
        self,
        keyring: &Arc<Keyring>,
        from: &str,
    ) -> Result<(String, bool), RequestError> {
        let page: PracticePage =
            client::get(&format!("{}?after={from}", address::INBOX_PRACTICE_PAGES)).await?;
        self.take_practice(keyring, from, page.practice);
        Ok((page.next, page.more))
    }

    /// All that an endpoint of an earlier release tells of.
    async fn fetch_newest_practice(self, keyring: &Arc<Keyring>) -> Result<(), RequestError> {
        let newest: Vec<InboxEnvelope> = client::get(address::INBOX_PRACTICE).await?;
        self.take_practice(keyring, "", newest);
        Ok(())
    }

    fn take_practice(self, keyring: &Arc<Keyring>, from: &str, page: Vec<InboxEnvelope>) {
        if self.is_open(keyring) {
            self.practice.maybe_update(|practice| practice.take(keyring, from, page, zone));
        }
    }

    /// Says, signed, that this member has looked at other words that came as practice.
    pub async fn acknowledge_practice(self, key: Key) -> Result<(), InboxError> {
        let Some(keyring) = self.keyring.get_untracked() else { return Ok(()) };
        let receipt = self.practice.with_untracked(|practice| practice.receipt(key).cloned());
        let Some(receipt) = receipt else { return Ok(()) };
        let said = keyring.acknowledge(&receipt, clock::now_ms());
        let put = client::put(&address::at(address::INBOX_PRACTICE_ACKNOWLEDGEMENT, key.id), &said).await;
        self.close_if_over(put).map_err(InboxError::Acknowledgement)?;
        if self.is_open(&keyring) {
            self.practice.update(|practice| practice.acknowledge(&keyring, key, said, zone));
        }
        Ok(())
    }

    /// Says, signed, that this member has looked at a record that does not open.
    pub async fn acknowledge(self, key: Key) -> Result<(), InboxError> {
        let Some(keyring) = self.keyring.get_untracked() else { return Ok(()) };
        let receipt = self.records.with_untracked(|records| records.known(key).map(|it| it.receipt.clone()));
        let Some(receipt) = receipt else { return Ok(()) };
        let said = keyring.acknowledge(&receipt, clock::now_ms());
        let put = client::put(&address::at(address::INBOX_ACKNOWLEDGEMENT, key.id), &said).await;
        self.close_if_over(put).map_err(InboxError::Acknowledgement)?;
        if self.is_open(&keyring) {
            self.records.maybe_update(|records| records.acknowledge(&keyring, key, &said));
        }
        Ok(())
    }
}
