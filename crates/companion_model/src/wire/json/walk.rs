//! Walking through a [`Tree`] as serde's derived code asks.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor, value::StringDeserializer,
};
use serde::forward_to_deserialize_any;

use super::{NotReadable, Object, Tree};

/// What is read from.
pub struct Json(pub Tree);

impl<'de> Deserializer<'de> for Json {
    type Error = NotReadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Tree::Null => visitor.visit_unit(),
            Tree::Bool(value) => visitor.visit_bool(value),
            Tree::Below(value) => visitor.visit_i64(value),
            Tree::Whole(value) => visitor.visit_u64(value),
            Tree::Text(value) => visitor.visit_string(value),
            Tree::List(items) => visitor.visit_seq(Items(items.into_iter())),
            Tree::Object(fields) => visitor.visit_map(Fields::of(fields)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Tree::Bool(value) => visitor.visit_bool(value),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Tree::Whole(value) => visitor.visit_u64(value),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Tree::Below(value) => visitor.visit_i64(value),
            Tree::Whole(value) => visitor.visit_u64(value),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Tree::Text(value) => visitor.visit_string(value),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        if self.0 == Tree::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Tree::List(items) => visitor.visit_seq(Items(items.into_iter())),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        match self.0 {
            Tree::Object(fields) => visitor.visit_map(Fields::of(fields)),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        match self.0 {
            Tree::Object(mut fields) => Known(&mut fields).deserialize_struct("", names, visitor),
            _ => Err(NotReadable),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        match self.0 {
            Tree::Text(name) => visitor.visit_enum(Choice { name, content: Tree::Null }),
            Tree::Object(fields) => match only(fields) {
                Some((name, content)) => visitor.visit_enum(Choice { name, content }),
                None => Err(NotReadable),
            },
            _ => Err(NotReadable),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotReadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        u8 u128 i8 i128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

/// The fields of one struct, taken out of what it is read from: the others stay there.
pub struct Known<'a>(pub &'a mut Object);

impl<'de> Deserializer<'de> for Known<'_> {
    type Error = NotReadable;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        visitor.visit_seq(InOrder { fields: self.0, names: names.iter() })
    }

    // Absent on purpose: nothing but a struct has known fields.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotReadable> {
        Err(NotReadable)
    }

    forward_to_deserialize_any! {
        bool u8 u16 u32 u64 u128 i8 i16 i32 i64 i128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn only(fields: Object) -> Option<(String, Tree)> {
    let mut fields = fields.into_iter();
    fields.next().filter(|_| fields.next().is_none())
}

struct Items(std::vec::IntoIter<Tree>);

impl<'de> SeqAccess<'de> for Items {
    type Error = NotReadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, NotReadable> {
        self.0.next().map(|value| seed.deserialize(Json(value))).transpose()
    }
}

/// The fields of a struct as it lists them: code that takes them by place is half of that which finds them by name.
struct InOrder<'a> {
    fields: &'a mut Object,
    names: std::slice::Iter<'static, &'static str>,
}

impl<'de> SeqAccess<'de> for InOrder<'_> {
    type Error = NotReadable;

    #[inline(never)]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, NotReadable> {
        let value = self.names.next().and_then(|name| self.fields.remove(name));
        value.map(|value| seed.deserialize(Json(value))).transpose()
    }
}

struct Fields {
    fields: std::vec::IntoIter<(String, Tree)>,
    value: Tree,
}

impl Fields {
    fn of(fields: Object) -> Self {
        Self { fields: fields.into_iter(), value: Tree::Null }
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = NotReadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, NotReadable> {
        let Some((name, value)) = self.fields.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(name_of(name)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, NotReadable> {
        seed.deserialize(Json(std::mem::take(&mut self.value)))
    }
}

struct Choice {
    name: String,
    content: Tree,
}

impl<'de> EnumAccess<'de> for Choice {
    type Error = NotReadable;
    type Variant = Json;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Json), NotReadable> {
        Ok((seed.deserialize(name_of(self.name))?, Json(self.content)))
    }
}

impl<'de> VariantAccess<'de> for Json {
    type Error = NotReadable;

    fn unit_variant(self) -> Result<(), NotReadable> {
        if self.0 == Tree::Null { Ok(()) } else { Err(NotReadable) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, NotReadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, NotReadable> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotReadable> {
        self.deserialize_struct("", names, visitor)
    }
}

fn name_of(name: String) -> StringDeserializer<NotReadable> {
    name.into_deserializer()
}
