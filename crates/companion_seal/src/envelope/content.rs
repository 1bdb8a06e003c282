use companion_model::wire::Bytes;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{HEADER, Header};
use crate::{SealError, author::AuthorKey, secret::wiped_by_its_fields, signing, signing::KeyPair};

const CONCERN: &str = "concern";
const KEY: usize = 32;
const SIGNATURE: usize = 64;
const PREFIX: usize = KEY + SIGNATURE + 4;

/// What an envelope's content is padded to, in bytes: the endpoint learns the step, not the length.
pub(super) const SIZE_STEPS: [usize; 9] =
    [4 * KIB, 8 * KIB, 16 * KIB, 32 * KIB, 64 * KIB, 96 * KIB, 128 * KIB, 192 * KIB, 254 * KIB];
const KIB: usize = 1024;
pub(super) const SMALLEST: usize = SIZE_STEPS[0];

/// The most bytes a concern may have inside an envelope.
pub const CONTENT_LIMIT: usize = SIZE_STEPS[SIZE_STEPS.len() - 1] - PREFIX;

/// An envelope's content, opened.
pub struct Opened {
    /// What the envelope was bound to.
    pub header: Header,
    /// The concern's bytes, exactly as signed.
    pub content: Zeroizing<Vec<u8>>,
    /// The author's public key, as the envelope claims it.
    pub author_key: Bytes,
    school: Uuid,
    head: Vec<u8>,
    signature: Bytes,
}

wiped_by_its_fields!(Opened { content } open: header, author_key, school, head, signature);

impl Opened {
    /// Whether the holder of this public key signed the content for this envelope.
    pub fn signed_by(&self, author_key: &Bytes) -> bool {
        let parts = [self.school.as_bytes(), self.head.as_slice(), &self.content];
        signing::verify(author_key, CONCERN, &parts, &self.signature).is_ok()
    }

    /// All of it as bytes, for another thread of the same browser. They are plain: nobody keeps them.
    pub fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        let length = u32::try_from(self.content.len()).unwrap_or(u32::MAX).to_be_bytes();
        let key = self.author_key.0.as_slice();
        let parts = [self.head.as_slice(), key, &self.signature.0, &length, &self.content];
        let mut plain = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
        parts.into_iter().for_each(|part| plain.extend_from_slice(part));
        plain
    }

    /// What [`Opened::to_plain`] gave, from the same school.
    ///
    /// # Errors
    /// [`SealError::Malformed`] for anything else.
    pub fn from_plain(school: Uuid, plain: &[u8]) -> Result<Self, SealError> {
        let header = Header::parse(plain).map_err(|_| SealError::Malformed("the envelope's header"))?;
        let (head, rest) = plain.split_at_checked(HEADER).ok_or(SealError::Malformed("the envelope"))?;
        read(header, school, head, rest)
    }
}

pub(super) fn signed_and_padded(
    author: &AuthorKey,
    school: Uuid,
    head: &[u8],
    content: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let needed = PREFIX + content.len();
    let step = SIZE_STEPS.into_iter().find(|step| *step >= needed).ok_or(SealError::TooLarge)?;
    let length = u32::try_from(content.len()).map_err(|_| SealError::TooLarge)?;
    let signing: &KeyPair = author.signing();
    let signature = signing.sign(CONCERN, &[school.as_bytes(), head, content]);
    let mut padded = Zeroizing::new(Vec::with_capacity(step));
    padded.extend_from_slice(&author.public().0);
    padded.extend_from_slice(&signature.0);
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(content);
    padded.resize(step, 0);
    Ok(padded)
}

pub(super) fn read(header: Header, school: Uuid, head: &[u8], padded: &[u8]) -> Result<Opened, SealError> {
    let short = SealError::Malformed("the envelope's content");
    let (author_key, rest) = padded.split_at_checked(KEY).ok_or(short)?;
    let (signature, rest) = rest.split_at_checked(SIGNATURE).ok_or(short)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(short)?;
    let content = rest.get(..u32::from_be_bytes(*length) as usize).ok_or(short)?;
    Ok(Opened {
        header,
        content: Zeroizing::new(content.to_vec()),
        author_key: Bytes(author_key.to_vec()),
        school,
        head: head.to_vec(),
        signature: Bytes(signature.to_vec()),
    })
}
