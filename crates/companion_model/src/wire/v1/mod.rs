//! Version 1 of the protocol: docs/protocol.md. Frozen with release 0.1.0: fields may be added, never changed.

pub mod address;
mod delivery;
mod directory;
mod enrolment;
mod joining;
mod members;
mod problems;
mod timestamps;

pub use delivery::*;
pub use directory::*;
pub use enrolment::*;
pub use joining::*;
pub use members::*;
pub use problems::*;
pub use timestamps::*;
