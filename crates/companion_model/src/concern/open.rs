//! How records are read: what a build does not know is kept and written back, and no answer has to be there.

/// Defines a struct whose JSON may hold more than this build knows: the rest is kept in `extra`.
macro_rules! open_record {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$attribute:meta])* pub $field:ident: $kind:ty,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, serde::Serialize)]
        pub struct $name {
            $($(#[$attribute])* pub $field: $kind,)+
            /// What only a newer build knows, written back as it was.
            #[serde(flatten)]
            pub extra: crate::wire::Object,
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                struct Known {
                    $($(#[$attribute])* $field: $kind,)+
                }

                let (known, extra) = crate::wire::known_and_extra::<Known, D>(deserializer)?;
                Ok(Self { $($field: known.$field,)+ extra })
            }
        }
    };
}

/// Defines a struct of answers, each of which may be missing.
///
/// Derived code holds each field in a variable of its own until all are read: for thirty questions that is five times
/// the WASM of reading each into its place.
macro_rules! answers {
    ($($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$attribute:meta])* pub $field:ident: $kind:ty,)+
        $(.. pub $extra:ident)?
    })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq, serde::Serialize)]
        pub struct $name {
            $($(#[$attribute])* pub $field: $kind,)+
            $(
                /// What only a newer build knows, written back as it was.
                #[serde(flatten)]
                pub $extra: crate::wire::Object,
            )?
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut fields = crate::wire::Object::deserialize(deserializer)?;
                let mut answers = Self::default();
                let mut take = || {
                    $(crate::wire::take(&mut fields, stringify!($field), &mut answers.$field)?;)+
                    $(answers.$extra = std::mem::take(&mut fields);)?
                    Ok::<_, crate::wire::NotReadable>(())
                };
                take().map_err(serde::de::Error::custom)?;
                Ok(answers)
            }
        }
    )+};
}

pub(super) use {answers, open_record};
