//! Origins: where a page came from, as browsers write it.

use std::{fmt, str::FromStr};

use url::Url;

/// Scheme, host and port: lower case, without the scheme's own port and without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// Why a text is no origin. Says what to write instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnOrigin {
    /// It has no scheme, or another one.
    #[error("it must begin with https:// or http://, for example https://companion.example.sch.uk")]
    Scheme,
    /// It names a path, a user or a question.
    #[error("it must end with the host or its port, for example https://companion.example.sch.uk")]
    More,
    /// It has no host, or one that is none.
    #[error("it names no host; write it in full, for example https://companion.example.sch.uk")]
    Host,
}

impl Origin {
    /// Whether what goes there goes by TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether its host and port are what a `Host` header says.
    pub fn is_at(&self, host: &str) -> bool {
        let scheme = if self.is_https() { "https" } else { "http" };
        format!("{scheme}://{host}").parse().is_ok_and(|there: Self| there == *self)
    }
}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let scheme = text.split_once("://").map(|(scheme, _)| scheme.trim_start().to_ascii_lowercase());
        if !scheme.is_some_and(|scheme| matches!(scheme.as_str(), "https" | "http")) {
            return Err(NotAnOrigin::Scheme);
        }
        let url = Url::parse(text).map_err(|_| NotAnOrigin::Host)?;
        // A pattern would be taken for a host that nobody has.
        if url.host_str().is_none_or(|host| host.is_empty() || host.contains('*')) {
            return Err(NotAnOrigin::Host);
        }
        let names_a_user = !url.username().is_empty() || url.password().is_some();
        if names_a_user || url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(NotAnOrigin::More);
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, NotAnOrigin> {
        text.parse().map(|origin: Origin| origin.to_string())
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (text, written) in [
            ("https://companion.school", "https://companion.school"),
            ("https://companion.school/", "https://companion.school"),
            ("HTTPS://Companion.School", "https://companion.school"),
            ("https://companion.school:443", "https://companion.school"),
            ("http://companion.school:80/", "http://companion.school"),
            ("https://companion.school:8443", "https://companion.school:8443"),
            ("https://schüle.example", "https://xn--schle-mva.example"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(written), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused_and_says_what_to_write() {
        for text in ["companion.school", "companion.school:8443", "ftp://companion.school", "null", ""] {
            assert_eq!(read(text), Err(NotAnOrigin::Scheme), "{text}");
        }
        for text in
            ["https://companion.school/inbox", "https://a@companion.school", "https://companion.school?"]
        {
            assert_eq!(read(text), Err(NotAnOrigin::More), "{text}");
        }
        for text in ["https://", "https://*.school", "https://companion school", "https://companion.school:x"]
        {
            assert_eq!(read(text), Err(NotAnOrigin::Host), "{text}");
        }
    }

    #[test]
    fn a_host_with_or_without_the_scheme_s_own_port_is_the_same() {
        let origin: Origin = "https://companion.school".parse().unwrap();
        for (host, same) in [
            ("companion.school", true),
            ("companion.school:443", true),
            ("Companion.School", true),
            ("companion.school:80", false),
            ("companion.school.elsewhere.example", false),
            ("companion.school@elsewhere.example", false),
            ("elsewhere.example/companion.school", false),
            ("", false),
        ] {
            assert_eq!(origin.is_at(host), same, "{host}");
        }
    }
}
