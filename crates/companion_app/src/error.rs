//! What can stand in a person's way on this phone. What is said of it has its one home in the app's `words`.

use companion_browser::{events::Cause, http::NoAnswer};
use companion_model::{Millis, concern::Missing};
use companion_seal::{SealError, directory::DirectoryError};
use companion_storage::StorageError;

use crate::vault::VaultError;

/// Why something that a person asked for did not come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppError {
    /// The vault was locked, in this tab or by another.
    Locked,
    /// The database is not open yet.
    Opening,
    /// Nobody has a place here: the phone was never set up, or was left.
    NotSetUp,
    /// Nobody has said who stands before the lock screen.
    NobodyChosen,
    /// The phone's database did not do what was asked.
    Storage(StorageError),
    /// The vault can't be made or opened.
    Vault(VaultError),
    /// Not the PIN, several times: the next try has to wait so long.
    TooManyTries(Millis),
    /// A link did not set up a phone.
    Link(LinkError),
    /// A phone was not set up, and nothing was begun.
    NothingSetUp(PinError),
    /// The PIN is as it was, for this reason; `None` if nobody waits for another one any more.
    PinUnchanged(Option<Box<AppError>>),
    /// It can't be told whether the PIN was changed.
    PinUnknown,
    /// The PIN that was chosen can't be one.
    Pin(PinError),
    /// Somebody else has something on this phone: a passkey would open it too.
    NotAlone,
    /// The passkey opens nothing any more.
    PasskeyEnded,
    /// A draft is not here, not to be opened, or not to be kept.
    Draft(DraftError),
    /// A record was not signed.
    Signing(SigningError),
    /// The vault was locked before an author's own copy was opened.
    CopyLocked,
    /// The school has received a record, and its author's own copy is gone.
    CopyGone,
    /// An author's own copy can't be opened.
    CopyDamaged,
    /// The browser made no file.
    NoFile,
    /// What whoever leaves has read would be lost is not what is here now.
    ChangedMeanwhile,
    /// Whoever leaves has not said that they know what would be lost.
    LossNotConfirmed,
    /// No briefing is on the phone.
    NoBriefings,
    /// Some of the briefings are not on the phone.
    SomeBriefingsMissing,
    /// The list of words that keys are compared by is not on the phone.
    NoWordList,
}

/// Why a link did not set up a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Part of it got lost on the way.
    NotWhole,
    /// It is another school's than the phone's.
    OtherSchool,
    /// Somebody locked or hid while the phone was being set up.
    LockedMeanwhile,
    /// Nobody answered.
    NoAnswer(NoAnswer),
    /// It was used, withdrawn, or is too old.
    Spent,
    /// The same, and this phone has begun to use it, with another PIN.
    SpentWithOtherPin,
    /// The same, and what was begun is a place of somebody's own, while one that is here was to be set up again.
    SpentForNewPlace,
    /// The same, and what was begun is somebody's place again, while a new one was to be made.
    SpentForPlaceHere,
    /// The same, and it is not known whose place it was that was to be set up again.
    SpentForOtherName,
    /// The school does not know it.
    Unknown,
    /// The endpoint can't do this at the moment.
    Busy,
    /// Somebody answered, and not the school.
    Strange,
    /// The directory that came with the answer is refused.
    Directory(DirectoryError),
    /// What was made for it could not be stored: it is not redeemed.
    NotBegun(StorageError),
    /// It was redeemed, and what came of it could not be stored.
    NotStored(StorageError),
}

/// Why a chosen PIN can't be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinError {
    /// Digits, and too few.
    TooShort,
    /// Not digits alone, and too few characters.
    PassphraseTooShort,
    /// Among the first that anybody tries.
    Common,
    /// It was not typed twice alike.
    NotTheSame,
    /// It is the one that is to be changed.
    SameAsNow,
}

/// Why a draft is not here, is not to be opened, or is not to be kept as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftError {
    /// The vault is locked.
    Locked,
    /// Its last words have not been taken by the phone yet.
    LastWordsNotKeptYet,
    /// It was deleted, and can be brought back.
    Deleted,
    /// A newer version of the app wrote it.
    OfNewerVersion,
    /// The author's vault does not open it.
    Closed,
    /// It is signed.
    Signed,
    /// It was handed over unfinished.
    HandedOver,
    /// It is not among its author's drafts on this phone.
    NotHere,
    /// Another tab has it open.
    OpenInOtherTab,
    /// Its day in which it could be brought back is over, or it was signed.
    Gone,
    /// The app was locked before its last words were kept.
    LockedBeforeKept,
    /// Its last words could not be encrypted.
    NotEncrypted,
    /// Its author has a new name on this phone, or none, since another tab did that.
    NotTheirPhone,
    /// No earlier words of it have been kept.
    NoEarlierWords,
    /// None of this page.
    NoEarlierWordsOfPage,
    /// There are some, and they can't be opened.
    EarlierWordsDamaged,
}

/// Why a record was not signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigningError {
    /// The school's keys on this phone can't be read.
    NoKeys,
    /// The same, for practice.
    NoKeysForPractice,
    /// Everybody who could receive it may be somebody whom it is about.
    NobodySafe,
    /// The school has nobody yet who could receive practice.
    NobodyYet,
    /// Answers are missing.
    Incomplete(Vec<Missing>),
    /// It could not be written down for sealing.
    NotWritten,
    /// It could not be sealed.
    NotSealed(SealError),
    /// Another tab has kept newer words of it.
    Overtaken,
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl From<LinkError> for AppError {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

impl From<DraftError> for AppError {
    fn from(error: DraftError) -> Self {
        Self::Draft(error)
    }
}

impl From<SigningError> for AppError {
    fn from(error: SigningError) -> Self {
        Self::Signing(error)
    }
}

impl From<SealError> for SigningError {
    fn from(error: SealError) -> Self {
        Self::NotSealed(error)
    }
}

impl From<PinError> for AppError {
    fn from(error: PinError) -> Self {
        Self::Pin(error)
    }
}

impl AppError {
    /// Whether the phone is full.
    pub fn is_out_of_space(&self) -> bool {
        matches!(self, Self::Storage(StorageError::OutOfSpace))
    }

    /// The same, where it kept a PIN from being changed.
    pub fn leaves_pin(self) -> Self {
        Self::PinUnchanged(Some(Box::new(self)))
    }
}

/// Nothing of it is what was written: static words, or the browser's name.
impl From<AppError> for Cause {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Storage(error) => error.into(),
            AppError::Vault(VaultError::Damaged) => Self::Known("the vault is damaged"),
            _ => Self::Known("refused by the app"),
        }
    }
}
