//! Where printers may be: in the archive's own network, unless whoever runs the service allows more. A name is resolved
//! and checked each time, and what was checked is what is connected to, so that a name cannot come to mean another
//! machine in between.

use crate::domain::label::PrinterKind;
use crate::domain::refusal::{Code, Refusal};
use std::net::{IpAddr, Ipv6Addr, SocketAddr, ToSocketAddrs};

const RAW_PORT: u16 = 9100;
const IPP_PORT: u16 = 631;
const HTTP_PORT: u16 = 80;
const HTTPS_PORT: u16 = 443;
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
    /// What follows, of a device that speaks HTTP.
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
    let target = target(authority, path, usual)?;
    // Well-known services of other sorts are no printers.
    let is_port = target.port >= 1_024 || (is_ipp && [80, IPP_PORT].contains(&target.port));
    let path = if target.path.len() > 1 { target.path } else { IPP_PATH.to_owned() };
    is_port.then_some(Target { path, ..target })
}

/// Where a device is that speaks HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Web {
    /// The machine and what follows.
    pub target: Target,
    /// Whether it speaks TLS.
    pub is_sealed: bool,
}

/// Reads the address of such a device: `http://host:port/path`, or `https`.
#[must_use]
pub fn web_address(address: &str) -> Option<Web> {
    let (scheme, rest) = address.split_once("://")?;
    let (is_sealed, usual) = match scheme {
        "http" => (false, HTTP_PORT),
        "https" => (true, HTTPS_PORT),
        _ => return None,
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let target = target(authority, path, usual)?;
    let is_port = target.port >= 1_024 || [HTTP_PORT, HTTPS_PORT, IPP_PORT].contains(&target.port);
    (is_port && !target.path.contains('?')).then_some(Web { target, is_sealed })
}

/// Whether such a device may have that address: it can be read, and is not a number outside the archive's own network.
///
/// # Errors
/// Whether it is outside; otherwise it cannot be read.
pub fn check_web_address(address: &str, anywhere: bool) -> Result<(), bool> {
    let web = web_address(address).ok_or(false)?;
    match web.target.host.parse::<IpAddr>() {
        Ok(ip) if !is_allowed(ip, anywhere) => Err(true),
        _ => Ok(()),
    }
}

fn target(authority: &str, path: &str, usual: u16) -> Option<Target> {
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
    (is_host && is_path).then(|| Target { host: host.to_owned(), port, path: path.to_owned() })
}

/// The machine addresses behind a printer's, each of them allowed.
///
/// # Errors
/// `PrinterAway` if the name leads nowhere, `PrinterOutside` if it leads out of the archive's own network.
pub fn resolve(name: &str, target: &Target, anywhere: bool) -> Result<Vec<SocketAddr>, Refusal> {
    reach(target, anywhere).map_err(|is_outside| match is_outside {
        true => refused(Code::PrinterOutside, &target.authority()),
        false => Refusal::new(Code::PrinterAway).with("name", name),
    })
}

/// The machine addresses behind a device's, each of them allowed.
///
/// # Errors
/// Whether it leads out of the archive's own network; otherwise it leads nowhere.
pub fn reach(target: &Target, anywhere: bool) -> Result<Vec<SocketAddr>, bool> {
    let found = (target.host.as_str(), target.port).to_socket_addrs().map_err(|_| false)?;
    let found: Vec<SocketAddr> = found.take(ADDRESSES_MAX).collect();
    let inside: Vec<SocketAddr> = found.into_iter().filter(|address| is_allowed(address.ip(), anywhere)).collect();
    if inside.is_empty() { Err(true) } else { Ok(inside) }
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
