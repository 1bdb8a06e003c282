use companion_model::concern::{Concern, Draft};
use zeroize::Zeroizing;

use super::Plain;
use crate::SealError;

const RECORD: SealError = SealError::Malformed("the record");

impl Plain for Draft {
    const DOMAIN: &'static str = "draft";

    fn to_plain(&self) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.to_json_bytes().map(Zeroizing::new).map_err(|_| RECORD)
    }

    fn from_plain(bytes: &[u8]) -> Result<Self, SealError> {
        Self::from_json_bytes(bytes).map_err(|_| RECORD)
    }
}

impl Plain for Concern {
    const DOMAIN: &'static str = "concern copy";

    fn to_plain(&self) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.to_json_bytes().map(Zeroizing::new).map_err(|_| RECORD)
    }

    fn from_plain(bytes: &[u8]) -> Result<Self, SealError> {
        Self::from_json_bytes(bytes).map_err(|_| RECORD)
    }
}
