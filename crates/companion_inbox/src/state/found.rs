//! A school is set up here: keys first, kits and passphrase in somebody's hand, the endpoint last. Until then there
//! is no school, and nothing to lose.

use companion_browser::clock;
use companion_inbox::{
    founding::{Choices, Founded, Founder, Person, found, sign_in_name},
    new_id,
    paper::Paper,
    place::Visitor,
};
use companion_model::{
    Route,
    wire::v1::{SetupAnswer, SetupOffer, address},
};
use companion_seal::{kit, passphrase, stretch::new_stretch};
use zeroize::Zeroizing;

use super::{client, stretch};

/// What somebody typed in.
#[derive(Clone)]
pub struct Draft {
    /// What the school chooses.
    pub choices: Choices,
    /// The first member.
    pub person: Person,
}

/// A school that exists in this browser alone.
pub struct Made {
    /// How its first member will sign in.
    pub visitor: Visitor,
    /// Their six words; shown once.
    pub passphrase: Zeroizing<String>,
    code: String,
    founded: Founded,
}

impl Made {
    /// Makes keys and passphrase; says why not.
    pub async fn make(code: &str, draft: &Draft) -> Result<Self, String> {
        let path = address::at(address::SETUP, code);
        let offer: SetupOffer = client::get(&path).await.map_err(|trouble| trouble.sentence())?;
        let unmade =
            |error: companion_seal::SealError| format!("No keys were made: {error}. Try another browser.");
        let person = Person { sign_in_name: sign_in_name(&draft.person.name), ..draft.person.clone() };
        let (words, with) = (passphrase::generate().map_err(unmade)?, new_stretch().map_err(unmade)?);
        let keys = stretch::keys(&words, &with).await.map_err(unmade)?;
        let now = clock::now_ms();
        let school = new_id(now).map_err(unmade)?;
        let visitor = Visitor { school, sign_in_name: person.sign_in_name.clone() };
        let founder = Founder { person, stretch: with, keys };
        let founded = found(school, &draft.choices, offer.receipt_key, &[founder], now);
        let founded = founded.map_err(|error| error.to_string())?;
        Ok(Self { visitor, passphrase: words, code: code.to_owned(), founded })
    }

    /// The text of each kit: one for each route, and one for the root key (`None`).
    pub fn kits(&self) -> Vec<(Option<Route>, Zeroizing<String>)> {
        let routes = self.founded.routes.iter().map(|keys| (Some(keys.route()), kit::to_text(keys.seed())));
        routes.chain([(None, kit::to_text(self.founded.root.seed()))]).collect()
    }

    /// Gives the endpoint what it keeps. After a lost answer the same again is the same school. Says why not, and what
    /// becomes of the kits.
    pub async fn send(&self) -> Result<(), String> {
        let path = address::at(address::SETUP, &self.code);
        let answer = client::post::<_, SetupAnswer>(&path, &self.founded.request).await;
        answer.map(drop).map_err(|trouble| Paper::School.sentence(&trouble))
    }
}
