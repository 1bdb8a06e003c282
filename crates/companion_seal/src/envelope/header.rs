use companion_model::{KeyId, Route};
use uuid::Uuid;

const MAGIC: [u8; 3] = *b"TCE";
const VERSION: u8 = 1;

/// The header's length in bytes.
pub const HEADER: usize = 4 + 1 + 2 + 8 + 16 + 16;

/// What everybody can read of an envelope: all that the endpoint needs to take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The envelope's version: 1.
    pub v: u8,
    /// The route it is sealed for.
    pub route: Route,
    /// The schema of the concern inside.
    pub schema: u16,
    /// The key it is sealed to.
    pub kid: KeyId,
    /// The envelope's id.
    pub id: Uuid,
    /// The device that sealed it.
    pub device: Uuid,
}

/// Why a header can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Not an envelope at all.
    #[error("this is not a sealed record")]
    NotAnEnvelope,
    /// An envelope of a version not known here.
    #[error("the record is sealed in a way that this version doesn't know")]
    UnknownVersion,
    /// An envelope for a route not known here.
    #[error("the record is for a role that this version doesn't know")]
    UnknownRoute,
}

impl Header {
    /// Reads the header at the start of an envelope.
    ///
    /// # Errors
    /// [`HeaderError`].
    pub fn parse(envelope: &[u8]) -> Result<Self, HeaderError> {
        let mut rest = envelope;
        if take(&mut rest)? != MAGIC {
            return Err(HeaderError::NotAnEnvelope);
        }
        let [v] = take(&mut rest)?;
        if v != VERSION {
            return Err(HeaderError::UnknownVersion);
        }
        let [route] = take(&mut rest)?;
        let route = Route::from_byte(route).ok_or(HeaderError::UnknownRoute)?;
        let schema = u16::from_be_bytes(take(&mut rest)?);
        let kid = KeyId(take(&mut rest)?);
        let id = Uuid::from_bytes(take(&mut rest)?);
        let device = Uuid::from_bytes(take(&mut rest)?);
        Ok(Self { v, route, schema, kid, id, device })
    }

    pub(super) fn to_bytes(self) -> Vec<u8> {
        [
            MAGIC.as_slice(),
            &[self.v, self.route.byte()],
            &self.schema.to_be_bytes(),
            &self.kid.0,
            self.id.as_bytes(),
            self.device.as_bytes(),
        ]
        .concat()
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], HeaderError> {
    let (bytes, after) = rest.split_first_chunk().ok_or(HeaderError::NotAnEnvelope)?;
    *rest = after;
    Ok(*bytes)
}
