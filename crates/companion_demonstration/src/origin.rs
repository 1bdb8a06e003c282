//! Which addresses are this machine's.

use std::net::{IpAddr, Ipv6Addr};

use crate::Error;

/// An origin on this machine, without a slash at its end.
///
/// # Errors
/// [`Error::NotLoopback`].
pub(crate) fn loopback(origin: &str) -> Result<String, Error> {
    let refused = || Error::NotLoopback(origin.to_owned());
    let origin = origin.trim_end_matches('/');
    let authority = origin.strip_prefix("http://").ok_or_else(refused)?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let sound_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    if sound_port && is_this_machine(host) { Ok(origin.to_owned()) } else { Err(refused()) }
}

fn is_this_machine(host: &str) -> bool {
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match literal {
        Some(literal) => literal.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback()),
        None => {
            host == "localhost"
                || host.parse::<IpAddr>().is_ok_and(|address| address.is_ipv4() && address.is_loopback())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::loopback;

    #[test]
    fn this_machine_is_taken() {
        for origin in
            ["http://localhost:8080", "http://localhost/", "http://127.0.0.1:1", "http://[::1]:8080"]
        {
            assert_eq!(loopback(origin).unwrap(), origin.trim_end_matches('/'));
        }
    }

    #[test]
    fn every_other_address_is_refused_and_the_refusal_says_why() {
        for origin in [
            "http://school.example",
            "https://localhost",
            "http://localhost.school.example",
            "http://localhost@school.example",
            "http://localhost:80@school.example",
            "http://localhost:8080/inbox",
            "http://127.0.0.1.school.example",
            "http://192.168.0.7:8080",
            "http://::1",
            "http://[::2]",
            "http://localhost:99999",
            "localhost",
            "",
        ] {
            let error = loopback(origin).map_err(|error| error.to_string());
            assert!(
                error.clone().is_err_and(|words| words.contains("http://localhost")),
                "{origin}: {error:?}"
            );
        }
    }
}
