//! Exceptions from a rule: files that break it and are listed. A listed file that no longer breaks it must
//! leave the list.

/// A place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The file, from the repository's folder.
    pub path: String,
    /// What is forbidden there, by the name that exceptions use.
    pub what: String,
    /// What a person reads of it.
    pub sentence: String,
}

/// A file, and what it may contain although a rule forbids it.
pub type Exception = (&'static str, &'static str);

/// The sentences of the violations that no exception covers, and one for each exception that covers none.
pub fn apply_exceptions(violations: &[Violation], exceptions: &[Exception]) -> Vec<String> {
    let covers =
        |(path, what): &Exception, violation: &Violation| violation.path == *path && violation.what == *what;
    let uncovered = violations.iter().filter(|violation| !exceptions.iter().any(|it| covers(it, violation)));
    let needless = exceptions.iter().filter(|exception| !violations.iter().any(|it| covers(exception, it)));
    let needless = needless.map(|(path, what)| {
        format!("{path}: {what} is excepted and no longer occurs: remove it from the list of exceptions")
    });
    uncovered.map(|violation| violation.sentence.clone()).chain(needless).collect()
}

#[cfg(test)]
mod tests {
    use super::{Violation, apply_exceptions};

    #[test]
    fn an_exception_covers_its_own_violation_and_is_reported_when_that_is_gone() {
        let violation = Violation { path: "a.rs".into(), what: "b".into(), sentence: "a.rs:1: b".into() };
        let one = std::slice::from_ref(&violation);
        assert_eq!(apply_exceptions(one, &[]), ["a.rs:1: b"]);
        assert!(apply_exceptions(&[violation.clone(), violation.clone()], &[("a.rs", "b")]).is_empty());
        assert_eq!(apply_exceptions(one, &[("a.rs", "b"), ("a.rs", "c")]).len(), 1);
        assert_eq!(apply_exceptions(one, &[("c.rs", "b")]).len(), 2);
    }
}
