//! What both web apps draw with.

pub mod view;
