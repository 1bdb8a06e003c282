//! The concern: what it keeps, what a signature needs, who receives it, how it is read.

#[cfg(test)]
mod concern {
    mod acts;
    mod frozen;
    mod json;
    mod properties;
    mod recipient;
    mod record;
    mod rules;
    mod table;
    mod text;
    mod warnings;
    mod world;
}
