//! What both web apps draw with ([`view`]), and thin typed access to the browser ([`browser`]).

pub mod browser;
pub mod view;
