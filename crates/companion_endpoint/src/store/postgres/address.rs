//! A database's address: its servers, each to be tried by itself.

use std::{
    net::IpAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio_postgres::{
    Config,
    config::{Host, SslMode, TargetSessionAttrs},
};

use super::{OpenError, errors};
use crate::limits;

/// Where a database is.
pub(super) struct Address {
    /// One for each server that the address names, in its order.
    pub(super) servers: Vec<Config>,
    pub(super) is_on_this_machine: bool,
    /// The place of the server that gave a connection last.
    last: AtomicUsize,
}

impl Address {
    /// Reads an address like `postgres://user:password@host/name`.
    pub(super) fn parse(url: &str) -> Result<Self, OpenError> {
        let unreadable = |error: tokio_postgres::Error| OpenError::Address(errors::cause(&error));
        let mut config: Config = url.parse().map_err(unreadable)?;
        let is_on_this_machine = is_on_this_machine(&config);
        // With a certificate that nobody has signed, as many servers have, TLS would fail; and on one machine nobody listens.
        if is_on_this_machine && config.get_ssl_mode() == SslMode::Prefer {
            config.ssl_mode(SslMode::Disable);
        }
        // Of several servers the one that can be written to.
        if config.get_hosts().len() > 1 && config.get_target_session_attrs() == TargetSessionAttrs::Any {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        if config.get_application_name().is_none() {
            config.application_name("companion-endpoint");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(limits::DATABASE_CONNECT);
        }
        let silence = limits::DATABASE_NETWORK;
        config.tcp_user_timeout(silence).keepalives_idle(silence / 2).keepalives_interval(silence / 5);
        config.keepalives_retries(3);
        Ok(Self { servers: one_by_one(config), is_on_this_machine, last: AtomicUsize::new(0) })
    }

    /// Each server and its place, the one first that gave a connection last: one before it may say nothing, which costs time.
    pub(super) fn last_first(&self) -> impl Iterator<Item = (usize, &Config)> {
        let (count, last) = (self.servers.len(), self.last.load(Ordering::Relaxed));
        self.servers.iter().enumerate().cycle().skip(last).take(count)
    }

    /// The server at this place gave a connection.
    pub(super) fn note_connected(&self, place: usize) {
        self.last.store(place, Ordering::Relaxed);
    }

    /// How long one server is waited for.
    pub(super) fn connect_limit(server: &Config) -> Duration {
        server.get_connect_timeout().copied().unwrap_or(limits::DATABASE_CONNECT)
    }
}

/// A configuration for each server alone: tried in one go, a server that takes the connection and says nothing would use up the
/// time of those after it. Where addresses and names don't fit each other the whole is left, and refused where it is used.
fn one_by_one(config: Config) -> Vec<Config> {
    let (hosts, addresses) = (config.get_hosts().to_vec(), config.get_hostaddrs().to_vec());
    let count = hosts.len().max(addresses.len());
    let ports = config.get_ports().to_vec();
    let fits = |length: usize| length == 0 || length == count;
    if count < 2 || !fits(hosts.len()) || !fits(addresses.len()) || !(ports.len() < 2 || fits(ports.len())) {
        return vec![config];
    }
    let alone = |place: usize| {
        let mut one = without_servers(&config);
        match hosts.get(place) {
            Some(Host::Tcp(name)) => {
                one.host(name);
            }
            Some(Host::Unix(path)) => {
                one.host_path(path);
            }
            None => {}
        }
        addresses.get(place).map(|address| one.hostaddr(*address));
        ports.get(place).or(ports.first()).map(|port| one.port(*port));
        one
    };
    (0..count).map(alone).collect()
}

/// All that is the same for each server.
fn without_servers(config: &Config) -> Config {
    let mut same = Config::new();
    config.get_user().map(|user| same.user(user));
    config.get_password().map(|password| same.password(password));
    config.get_dbname().map(|name| same.dbname(name));
    config.get_options().map(|options| same.options(options));
    config.get_application_name().map(|name| same.application_name(name));
    config.get_connect_timeout().map(|limit| same.connect_timeout(*limit));
    config.get_tcp_user_timeout().map(|limit| same.tcp_user_timeout(*limit));
    config.get_keepalives_interval().map(|interval| same.keepalives_interval(interval));
    config.get_keepalives_retries().map(|retries| same.keepalives_retries(retries));
    same.keepalives(config.get_keepalives()).keepalives_idle(config.get_keepalives_idle());
    same.ssl_mode(config.get_ssl_mode()).ssl_negotiation(config.get_ssl_negotiation());
    same.channel_binding(config.get_channel_binding());
    same.target_session_attrs(config.get_target_session_attrs());
    same
}

fn is_on_this_machine(config: &Config) -> bool {
    let is_loopback =
        |host: &str| host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    config.get_hostaddrs().iter().all(IpAddr::is_loopback)
        && config.get_hosts().iter().all(|host| match host {
            Host::Tcp(name) => is_loopback(name),
            Host::Unix(_) => true,
        })
}
