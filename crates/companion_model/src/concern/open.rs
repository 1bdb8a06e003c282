//! Open records: every field may be missing, and what a build does not know is kept and written back.

/// Defines a struct that is read field by field into its default.
///
/// Derived code reads each field into a variable of its own and drops all of them at every fault: for the thirty
/// questions that is a fifth more WASM than this.
macro_rules! open_record {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$doc:meta])* pub $field:ident: $kind:ty,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq, serde::Serialize)]
        pub struct $name {
            $($(#[$doc])* pub $field: $kind,)+
            /// What only a newer build knows, written back as it was.
            #[serde(flatten)]
            pub extra: crate::wire::Object,
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reader;

                impl<'de> serde::de::Visitor<'de> for Reader {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        let mut record = $name::default();
                        while let Some(key) = map.next_key::<String>()? {
                            match key.as_str() {
                                $(stringify!($field) => record.$field = map.next_value()?,)+
                                _ => drop(record.extra.insert(key, map.next_value()?)),
                            }
                        }
                        Ok(record)
                    }
                }

                deserializer.deserialize_map(Reader)
            }
        }
    };
}

pub(super) use open_record;
