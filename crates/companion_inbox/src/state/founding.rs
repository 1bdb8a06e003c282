//! A school is set up here: keys first, kits and passphrase in somebody's hand, the endpoint last. Until then there
//! is no school, and nothing to lose.

use companion_browser::clock;
use companion_inbox::{
    error::InboxError,
    founding::{Choices, Founded, Person, found, sign_in_name},
    inbox_route::Visitor,
    new_id,
    paper::Paper,
};
use companion_model::{
    Route,
    wire::v1::{SetupAnswer, SetupOffer, address},
};
use companion_seal::{kit, passphrase};
use zeroize::Zeroizing;

use super::{client, kdf};

/// What somebody typed in.
#[derive(Clone)]
pub struct SchoolForm {
    /// What the school chooses.
    pub choices: Choices,
    /// The first member.
    pub person: Person,
}

/// A school that exists in this browser alone.
pub struct NewSchool {
    /// How its first member will sign in.
    pub visitor: Visitor,
    /// Their six words; shown once.
    pub passphrase: Zeroizing<String>,
    code: String,
    founded: Founded,
}

impl NewSchool {
    /// Makes keys and passphrase.
    pub async fn make(code: &str, form: &SchoolForm) -> Result<Self, InboxError> {
        let offer: SetupOffer = client::get(&address::at(address::SETUP, code)).await?;
        let person = Person { sign_in_name: sign_in_name(&form.person.name), ..form.person.clone() };
        let words = passphrase::generate().map_err(InboxError::Keys)?;
        let founder = kdf::founder(person, &words).await.map_err(InboxError::Keys)?;
        let now = clock::now_ms();
        let school = new_id(now).map_err(InboxError::Keys)?;
        let visitor = Visitor { school, sign_in_name: founder.person.sign_in_name.clone() };
        let founded = found(school, &form.choices, offer.receipt_key, &[founder], now)?;
        Ok(Self { visitor, passphrase: words, code: code.to_owned(), founded })
    }

    /// The text of each kit: one for each route, and one for the root key (`None`).
    pub fn kits(&self) -> Vec<(Option<Route>, Zeroizing<String>)> {
        let routes = self.founded.routes.iter().map(|keys| (Some(keys.route()), kit::to_text(keys.seed())));
        routes.chain([(None, kit::to_text(self.founded.root.seed()))]).collect()
    }

    /// Gives the endpoint what it keeps. After a lost answer the same again is the same school.
    pub async fn send(&self) -> Result<(), InboxError> {
        let path = address::at(address::SETUP, &self.code);
        match client::post::<_, SetupAnswer>(&path, &self.founded.request).await {
            Ok(_) => Ok(()),
            Err(cause) => Err(InboxError::Printed { paper: Paper::School, cause }),
        }
    }
}
