//! What makes the fields of a record, and the table of its questions, out of their declarations.

/// Declares what a record holds. `ask` after an answer says how it is asked for; `or` names the tick that says that there is
/// nothing to write.
macro_rules! form {
    ($(#[$meta:meta])* pub struct Content {
        $(
            $($(#[$attribute:meta])* pub $field:ident: $kind:ty,)+
            $(
                ask $($path:ident).+ $(or $($none:ident).+)? =>
                    $($word:ident($($argument:expr),* $(,)?)).+;
            )+
        )+
    }) => {
        answers! {
            $(#[$meta])*
            pub struct Content {
                $($($(#[$attribute])* pub $field: $kind,)+)+
                .. pub extra
            }
        }

        static FIELDS: &[Field] = &[$($(
            Field::new(
                key!($($path).+),
                |content| &content.$($path).+,
                |content| &mut content.$($path).+,
                tick!($($($none).+)?),
            )$(.$word($($argument),*))+,
        )+)+];
    };
}

/// The key of an answer: that of [`Content`], with a dot inside the child.
macro_rules! key {
    ($whole:ident) => {
        stringify!($whole)
    };
    ($whole:ident.$part:ident) => {
        concat!(stringify!($whole), ".", stringify!($part))
    };
}

macro_rules! tick {
    () => {
        None
    };
    ($($path:ident).+) => {
        Some(Tick { of: |content| content.$($path).+, of_mut: |content| &mut content.$($path).+ })
    };
}

pub(super) use {form, key, tick};
