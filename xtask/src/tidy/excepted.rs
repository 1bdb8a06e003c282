//! Faults that stood before their rule: a list that can only become shorter.

/// Something that a rule forbids, where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, from the repository's folder.
    pub path: String,
    /// What is forbidden there, by the name that an exception has for it.
    pub what: String,
    /// The fault for a person to read.
    pub sentence: String,
}

/// A file, and what it may have although a rule forbids it.
pub type Exception = (&'static str, &'static str);

/// The sentences of all faults but the excepted, and of every exception that nothing needs any more.
pub fn judged(faults: &[Fault], exceptions: &[Exception]) -> Vec<String> {
    let is_of = |fault: &Fault, (path, what): &Exception| fault.path == *path && fault.what == *what;
    let new = faults.iter().filter(|fault| !exceptions.iter().any(|exception| is_of(fault, exception)));
    let needless = exceptions.iter().filter(|exception| !faults.iter().any(|fault| is_of(fault, exception)));
    let needless = needless.map(|(path, what)| {
        format!("{path}: {what} is excepted and no longer occurs: take it out of the list of exceptions")
    });
    new.map(|fault| fault.sentence.clone()).chain(needless).collect()
}

#[cfg(test)]
mod tests {
    use super::{Fault, judged};

    #[test]
    fn an_exception_covers_its_own_fault_and_is_one_itself_when_that_is_gone() {
        let fault = Fault { path: "a.rs".into(), what: "b".into(), sentence: "a.rs:1: b".into() };
        assert_eq!(judged(std::slice::from_ref(&fault), &[]), ["a.rs:1: b"]);
        assert!(judged(&[fault.clone(), fault.clone()], &[("a.rs", "b")]).is_empty());
        assert_eq!(judged(std::slice::from_ref(&fault), &[("a.rs", "b"), ("a.rs", "c")]).len(), 1);
        assert_eq!(judged(std::slice::from_ref(&fault), &[("c.rs", "b")]).len(), 2);
    }
}
