//! Files that no endpoint takes: each time a sentence, and nothing half done.

use std::{fs, path::Path};

use companion_model::wire::Bytes;
use rstest::rstest;
use serde_json::Value;

use super::{
    exported::{Moving, place_of},
    place::{Kind, Place, file, lines},
};
use crate::world::{folder, new_id};

#[test]
fn a_file_that_is_cut_or_has_a_changed_byte_is_refused_whatever_line_it_is_in() {
    let moving = Moving::of_everything();
    let whole = fs::read(&moving.exported).unwrap();
    let new = Place::with_key_of(Kind::Folder, &moving.old);
    let before = new.counts();
    let bad = file(&moving.elsewhere, "bad");
    let refuses = |bytes: &[u8], what: &str| {
        fs::write(&bad, bytes).unwrap();
        let said = new.refuses_import(&bad);
        let is_said = said
            .contains("is not whole: its end is missing, or something in it is not what was exported")
            || said.contains("is not a file that companion-endpoint export-school has written");
        assert!(is_said && said.contains("nothing was changed"), "{what}: {said}");
        assert_eq!(new.counts(), before, "{what}");
    };
    let ends: Vec<_> = (0..whole.len()).filter(|place| whole[*place] == b'\n').collect();
    let at = [0, 1, 20, ends[0], ends[0] + 1, ends[3] + 1, whole.len() / 2, ends[ends.len() - 2] + 1];
    for length in at.into_iter().chain([whole.len() - 1]) {
        refuses(&whole[..length], &format!("cut to {length}"));
    }
    let text = lines(&moving.exported);
    let mut begins = 0;
    let mut before_line = "";
    for line in &text {
        // The first of each kind: a header, a row of each table, the end.
        let kind = &line[..line.len().min(25)];
        if kind != before_line {
            let mut changed = whole.clone();
            changed[begins + line.len() / 2] ^= 1;
            refuses(&changed, kind);
        }
        (before_line, begins) = (kind, begins + line.len() + 1);
    }
    refuses(&[&whole[..], b"\n"].concat(), "an empty line at the end");
    refuses(&[&whole[..], &whole[..]].concat(), "twice");
    let without_one = [&whole[..=ends[5]], &whole[ends[6] + 1..]].concat();
    refuses(&without_one, "a line less");
    new.imports(&moving.exported);
}

#[rstest]
#[case::in_a_folder(Kind::Folder)]
#[case::on_a_server(Kind::Server)]
fn a_file_that_is_whole_and_is_not_what_a_school_signed_is_refused(#[case] to: Kind) {
    let moving = Moving::of_everything();
    let new = Place::with_key_of(to, &moving.old);
    let before = new.counts();
    let refuses = |file: &Path, sentence: &str| {
        let said = new.refuses_import(file);
        assert!(said.contains(sentence) && said.to_lowercase().contains("nothing was"), "{said}");
        assert_eq!(new.counts(), before, "{sentence}");
    };
    let other_bytes = |value: &Value| {
        let mut bytes = Bytes::from_text(value.as_str().unwrap()).unwrap().0;
        *bytes.last_mut().unwrap() ^= 1;
        Bytes(bytes).to_string().into()
    };
    for table in ["envelope", "practice"] {
        refuses(&moving.with_value(table, "bytes", other_bytes), "its bytes are not those that came");
        let later =
            |value: &Value| value.as_str().unwrap().replace("\"received_at\":1", "\"received_at\":2").into();
        refuses(
            &moving.with_value(table, "receipt", later),
            "its receipt is not by a key that its school knows",
        );
    }
    let renamed = |value: &Value| value.as_str().unwrap().replace("Demonstration", "Another").into();
    refuses(&moving.with_value("directory", "body", renamed), "it is not what was signed");
    refuses(&moving.with_value("directory", "signed_by", |_| "nobody".into()), "it is not what was signed");
    refuses(
        &moving.with_value("device", "version", |_| 5.into()),
        "it is not a row as this version knows it",
    );
    refuses(
        &moving.with_value("member", "name", |_| Value::Null),
        "it is not a row as this version knows it",
    );
    refuses(
        &moving.with_value("device", "colour", |_| "blue".into()),
        "it is not a row as this version knows it",
    );
    let other_school = moving.resealed(|lines| {
        lines[0] = lines[0].replace(&moving.lived.school.id.to_string(), &new_id().to_string());
    });
    refuses(&other_school, "it is not what was signed");
    let unordered = moving.resealed(|lines| {
        let (author, device) = (place_of(lines, "author"), place_of(lines, "device"));
        lines.swap(author, device);
    });
    refuses(&unordered, "its table is out of order");
    let fewer = moving.resealed(|lines| {
        let place = place_of(lines, "reading");
        lines.remove(place);
    });
    refuses(&fewer, "is not whole: its end is missing");
    // Only the database sees these two, when most of it is written.
    let nowhere = |_: &Value| Value::from(new_id().to_string());
    let said = "the database does not take a row of practice_acknowledgement";
    refuses(&moving.with_value("practice_acknowledgement", "id", nowhere), said);
    let twice = moving.resealed(|lines| {
        let place = place_of(lines, "acknowledgement");
        let reading = place_of(lines, "reading");
        lines[reading + 1] = lines[reading].clone();
        assert!(reading + 1 < place);
    });
    refuses(&twice, "the database does not take a row of reading");
    new.imports(&moving.exported);
}

#[test]
fn what_is_no_school_of_this_version_is_refused_and_stays_as_it_is() {
    let moving = Moving::of_everything();
    let new = Place::with_key_of(Kind::Folder, &moving.old);
    let newer =
        moving.resealed(|lines| lines[0] = lines[0].replace("\"format\":1", "\"format\":2,\"of\":\"later\""));
    let said = new.refuses_import(&newer);
    assert!(
        said.contains("was written by a newer version of the endpoint") && said.contains("Import it with"),
        "{said}"
    );
    let elsewhere = folder();
    let (empty, letter, long) = (elsewhere.join("empty"), elsewhere.join("letter"), elsewhere.join("long"));
    fs::write(&empty, "").unwrap();
    fs::write(&letter, "Dear head,\n").unwrap();
    fs::File::create(&long).unwrap().set_len(3 << 30).unwrap();
    for foreign in [&empty, &letter, &long, &moving.old.data.join("companion.sqlite")] {
        let said = new.refuses_import(foreign);
        assert!(said.contains("is not a file that companion-endpoint export-school has written"), "{said}");
    }
    // A line that never ends takes no more memory than the longest.
    let endless = elsewhere.join("endless");
    let header = format!("{}\n", lines(&moving.exported)[0]);
    fs::write(&endless, header).unwrap();
    fs::File::options().write(true).open(&endless).unwrap().set_len(1 << 30).unwrap();
    assert!(new.refuses_import(&endless).contains("is not whole"));
    for unreadable in [&elsewhere.join("missing"), &elsewhere.to_path_buf()] {
        let said = new.refuses_import(unreadable);
        assert!(said.contains("can't be read (") && said.contains("nothing was changed"), "{said}");
    }
}
