//! A draft handed over unopened: what a phone can give to a route although nobody has its author's PIN.
//!
//! It travels in an ordinary envelope of the schema [`SCHEMA`]. The author's key is locked away, so the envelope is signed
//! with a key made for it alone: the receiving side sees an author who is not proved.
//!
//! The content, byte for byte:
//!
//! | bytes | what |
//! |---|---|
//! | 1 | the version, 1 |
//! | 16 | the draft's id, which is not the envelope's: the draft may yet be signed |
//! | 8 | kid of the route's key that the draft's key is sealed to |
//! | 80 | the draft's key in a box for the route (HPKE) |
//! | rest | the draft as it lay on the phone |

use companion_model::{KeyId, Route, wire::v1::RouteEntry};
use uuid::Uuid;

use crate::{
    SealError,
    author::AuthorKey,
    envelope::{self, Binding, Opened},
    route_keys::RouteKeys,
    sealed_box,
    vault::{DraftKey, HandOver, Plain, Sealed},
};

/// In an envelope's header, in the place of a form's version.
pub const SCHEMA: u16 = 0xFF01;

const VERSION: u8 = 1;
const BOXED_KEY: usize = 32 + sealed_box::OVERHEAD;

/// Seals a draft, unopened, for the route that its key was handed over to.
///
/// # Errors
/// [`SealError::Malformed`] if the route's key is none or the hand-over is another route's; [`SealError::TooLarge`];
/// [`SealError::NoRandomness`].
pub fn seal<T>(
    to: &RouteEntry,
    binding: Binding,
    draft: Uuid,
    hand_over: &HandOver,
    sealed: &Sealed<T>,
) -> Result<Vec<u8>, SealError> {
    if hand_over.route != to.route || hand_over.sealed.0.len() != BOXED_KEY {
        return Err(SealError::Malformed("the hand-over"));
    }
    let content =
        [&[VERSION], draft.as_bytes().as_slice(), &hand_over.kid.0, &hand_over.sealed.0, sealed.as_bytes()];
    envelope::seal(to, Binding { schema: SCHEMA, ..binding }, &AuthorKey::generate()?, &content.concat())
}

/// A draft that came unopened, with its key still sealed to a route.
pub struct HandedOver<T> {
    /// The draft.
    pub draft: Uuid,
    hand_over: HandOver,
    sealed: Sealed<T>,
}

impl<T: Plain> HandedOver<T> {
    /// What an envelope holds; `None` if it holds something else.
    ///
    /// # Errors
    /// [`SealError::Malformed`] if it says so and does not.
    pub fn of(opened: &Opened) -> Option<Result<Self, SealError>> {
        (opened.header.schema == SCHEMA).then(|| Self::from_content(opened.header.route, &opened.content))
    }

    fn from_content(route: Route, content: &[u8]) -> Result<Self, SealError> {
        let broken = SealError::Malformed("the hand-over");
        let ([VERSION], rest) = content.split_first_chunk::<1>().ok_or(broken)? else { return Err(broken) };
        let (draft, rest) = rest.split_first_chunk::<16>().ok_or(broken)?;
        let (kid, rest) = rest.split_first_chunk::<8>().ok_or(broken)?;
        let (boxed, sealed) = rest.split_at_checked(BOXED_KEY).ok_or(broken)?;
        let hand_over = HandOver { route, kid: KeyId(*kid), sealed: boxed.to_vec().into() };
        Ok(Self { draft: Uuid::from_bytes(*draft), hand_over, sealed: Sealed::from_bytes(sealed.to_vec()) })
    }

    /// Which of the route's keys opens it: one that was replaced since opens what was sealed to it.
    pub fn kid(&self) -> KeyId {
        self.hand_over.kid
    }

    /// The draft.
    ///
    /// # Errors
    /// [`SealError::Closed`] for other keys.
    pub fn open(&self, school: Uuid, keys: &RouteKeys) -> Result<T, SealError> {
        DraftKey::from_hand_over(school, self.draft, keys, &self.hand_over)?.open(&self.sealed)
    }
}

#[cfg(test)]
mod tests {
    use companion_model::{
        DeviceTime,
        concern::{Draft, Kind},
        wire::v1::AuthorName,
    };

    use super::*;
    use crate::vault::Vault;

    const SCHOOL: Uuid = Uuid::from_u128(1);

    fn entry(keys: &RouteKeys) -> RouteEntry {
        RouteEntry {
            route: keys.route(),
            kid: keys.kid(),
            encryption_key: keys.encryption_key(),
            signing_key: keys.signing_key(),
            introduction: vec![].into(),
            succession: vec![],
            members: vec![],
            signature: vec![].into(),
            former: None,
        }
    }

    fn draft(words: &str) -> Draft {
        let author = AuthorName { id: Uuid::from_u128(5), name: "Sam".into(), role: "Tutor".into() };
        let at = DeviceTime { utc_ms: 0, offset_min: 0, zone: String::new() };
        let mut draft = Draft::new(Uuid::from_u128(7), Kind::Concern, author, at);
        draft.content.verbatim = words.into();
        draft
    }

    /// Sealed as the phone does: with the PIN when it was written, without it when it is handed over.
    fn handed_over(keys: &RouteKeys) -> Vec<u8> {
        let vault = Vault::generate(Uuid::from_u128(5)).unwrap();
        let key = vault.new_draft_key(Uuid::from_u128(7)).unwrap();
        let locked = vault.lock_draft_key(SCHOOL, &key, Some(&entry(keys))).unwrap();
        let sealed = key.seal(&draft("He said “don’t tell”")).unwrap();
        let binding =
            Binding { school: SCHOOL, id: Uuid::from_u128(8), device: Uuid::from_u128(9), schema: 0 };
        seal(&entry(keys), binding, Uuid::from_u128(7), &locked.hand_over.unwrap(), &sealed).unwrap()
    }

    #[test]
    fn a_draft_is_handed_over_without_its_pin_and_opens_for_its_route_alone() {
        let chair = RouteKeys::generate(Route::Chair).unwrap();
        let opened = envelope::open(&chair, SCHOOL, &handed_over(&chair)).unwrap();
        let came = HandedOver::<Draft>::of(&opened).unwrap().unwrap();
        assert_eq!((came.draft, came.kid()), (Uuid::from_u128(7), chair.kid()));
        assert_eq!(came.open(SCHOOL, &chair).unwrap().content.verbatim, "He said “don’t tell”");
        let other = RouteKeys::generate(Route::Chair).unwrap();
        assert!(came.open(SCHOOL, &other).is_err());
    }

    #[test]
    fn it_goes_to_no_other_route_than_the_answers_named() {
        let (chair, dsl) =
            (RouteKeys::generate(Route::Chair).unwrap(), RouteKeys::generate(Route::Dsl).unwrap());
        let hand_over = HandOver { route: Route::Chair, kid: chair.kid(), sealed: vec![0; BOXED_KEY].into() };
        let binding = Binding { school: SCHOOL, id: Uuid::nil(), device: Uuid::nil(), schema: 0 };
        let sealed = Sealed::<Draft>::from_bytes(vec![1]);
        let seal_to = |keys, hand_over: &HandOver| {
            seal(&entry(keys), binding, Uuid::nil(), hand_over, &sealed).map(|envelope| envelope.len())
        };
        let refused = Err(SealError::Malformed("the hand-over"));
        assert_eq!(seal_to(&dsl, &hand_over), refused);
        assert_eq!(seal_to(&chair, &hand_over), Ok(envelope::SHORTEST));
        let cut = HandOver { sealed: vec![0; BOXED_KEY - 1].into(), ..hand_over };
        assert_eq!(seal_to(&chair, &cut), refused);
    }

    #[test]
    fn what_was_cut_off_is_refused() {
        let whole = [&[VERSION][..], &[0; 16 + 8 + BOXED_KEY]].concat();
        assert!(HandedOver::<Draft>::from_content(Route::Dsl, &whole).is_ok());
        for length in [0, 1, 17, 25, whole.len() - 1] {
            assert!(HandedOver::<Draft>::from_content(Route::Dsl, &whole[..length]).is_err(), "{length}");
        }
        assert!(HandedOver::<Draft>::from_content(Route::Dsl, &[&[2][..], &whole[1..]].concat()).is_err());
    }
}
