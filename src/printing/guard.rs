//! Where printers may be: in the archive's own network, unless whoever runs the service allows more. A name is resolved
//! and checked each time, and what was checked is what is connected to, so that a name cannot come to mean another
//! machine in between.

use crate::domain::label::PrinterKind;
use crate::domain::refusal::{Code, Refusal};
use std::net::{IpAddr, Ipv6Addr, SocketAddr, ToSocketAddrs};

const RAW_PORT: u16 = 9100;
const IPP_PORT: u16 = 631;
const IPP_PATH: &str = "/ipp/print";
/// How many of a name's addresses are tried.
const ADDRESSES_MAX: usize = 4;

/// Where a printer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its name, or its number; one of IPv6 without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Of an IPP printer, what follows.
    pub path: String,
}

impl Target {
    /// The name and port as they stand in an address.
    #[must_use]
    pub fn authority(&self) -> String {
        let (host, port) = (&self.host, self.port);
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }
}

/// Whether a printer can have that address: it can be read, and is not a number outside the archive's own network.
///
/// # Errors
/// `PrinterAddress`, `PrinterOutside`.
pub fn check_address(kind: PrinterKind, address: &str, anywhere: bool) -> Result<(), Refusal> {
    let target = read(kind, address)?;
    match target.host.parse::<IpAddr>() {
        Ok(ip) if !is_allowed(ip, anywhere) => Err(refused(Code::PrinterOutside, address)),
        _ => Ok(()),
    }
}

/// Reads an address.
///
/// # Errors
/// `PrinterAddress`.
pub fn read(kind: PrinterKind, address: &str) -> Result<Target, Refusal> {
    parse(kind, address).ok_or_else(|| refused(Code::PrinterAddress, address))
}

fn parse(kind: PrinterKind, address: &str) -> Option<Target> {
    let is_ipp = kind == PrinterKind::Ipp;
    let (authority, path) = match address.split_once("://") {
        Some(("ipp" | "http", rest)) if is_ipp => rest.find('/').map_or((rest, ""), |at| rest.split_at(at)),
        Some(_) => return None,
        None => (address, ""),
    };
    let usual = if is_ipp { IPP_PORT } else { RAW_PORT };
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            (host, port.strip_prefix(':').map_or_else(|| port.is_empty().then_some(usual), |port| port.parse().ok())?)
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, usual),
        },
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let is_host = host.contains(':') || (!host.is_empty() && host.len() <= 253 && host.bytes().all(is_name));
    let is_path = path.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte));
    // Well-known services of other sorts are no printers.
    let is_port = port >= 1_024 || (is_ipp && [80, IPP_PORT].contains(&port));
    let path = if path.len() > 1 { path } else { IPP_PATH };
    (is_host && is_path && is_port).then(|| Target { host: host.to_owned(), port, path: path.to_owned() })
}

/// The machine addresses behind a printer's, each of them allowed.
///
/// # Errors
/// `PrinterAway` if the name leads nowhere, `PrinterOutside` if it leads out of the archive's own network.
pub fn resolve(name: &str, target: &Target, anywhere: bool) -> Result<Vec<SocketAddr>, Refusal> {
    let found = (target.host.as_str(), target.port).to_socket_addrs();
    let found: Vec<SocketAddr> =
        found.map_err(|_| Refusal::new(Code::PrinterAway).with("name", name))?.take(ADDRESSES_MAX).collect();
    let inside: Vec<SocketAddr> = found.into_iter().filter(|address| is_allowed(address.ip(), anywhere)).collect();
    if inside.is_empty() { Err(refused(Code::PrinterOutside, &target.authority())) } else { Ok(inside) }
}

/// Numbers that stand for no one machine, and those that clouds keep their secrets under, are never allowed.
fn is_allowed(ip: IpAddr, anywhere: bool) -> bool {
    let ip = ip.to_canonical();
    let (inside, never) = match ip {
        IpAddr::V4(ip) => {
            (ip.is_private() || ip.is_loopback(), ip.is_link_local() || ip.is_broadcast() || ip.octets()[0] == 0)
        }
        IpAddr::V6(ip) => (ip.is_unique_local() || ip.is_loopback(), ip.is_unicast_link_local()),
    };
    !never && !ip.is_unspecified() && !ip.is_multicast() && (inside || anywhere)
}

fn refused(code: Code, address: &str) -> Refusal {
    Refusal::new(code).with("address", address.chars().take(200).collect::<String>())
}
