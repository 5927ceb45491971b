//! What stands in a certificate (RFC 5280), for a person who is to trust it: whom it names, who signed it, and from when to
//! when it counts. Read leniently, for devices write them oddly; nothing is decided by it. What cannot be read is left out.

use crate::domain::attachment::BlobHash;
use chrono::{DateTime, NaiveDateTime, Utc};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How many names are told, and how long one may be.
const NAMES_MAX: usize = 20;
const NAME_CHARS: usize = 100;

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
const BMP_STRING: u8 = 0x1e;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const UTC_TIME: u8 = 0x17;
const TIME: u8 = 0x18;
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;
/// 2.5.4.3 and 2.5.4.10, the name and the organisation.
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const ORGANISATION: &[u8] = &[0x55, 4, 10];
/// 2.5.29.17, the other names.
const OTHER_NAMES: &[u8] = &[0x55, 29, 17];

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The SHA-256 of its bytes.
    pub sha256: BlobHash,
    /// Whom it is of: name and organisation.
    pub subject: String,
    /// Who signed it: the same one, if it made itself.
    pub issuer: String,
    /// Under which other names and addresses it counts.
    pub names: Vec<String>,
    /// From when it counts.
    pub from: Option<DateTime<Utc>>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

impl Certificate {
    /// What stands in these bytes, of which somebody has the digest.
    #[must_use]
    pub fn of(der: &[u8], sha256: BlobHash) -> Self {
        let blank =
            Self { sha256, subject: String::new(), issuer: String::new(), names: Vec::new(), from: None, until: None };
        read(der, blank.clone()).unwrap_or(blank)
    }
}

fn read(der: &[u8], blank: Certificate) -> Option<Certificate> {
    let mut parts = Parts(Parts(der).only(SEQUENCE)?);
    let mut parts = Parts(parts.only(SEQUENCE)?);
    parts.pass(VERSION);
    parts.only(INTEGER)?;
    parts.only(SEQUENCE)?;
    let issuer = named(parts.only(SEQUENCE)?);
    let mut times = Parts(parts.only(SEQUENCE)?);
    let (from, until) = (times.next().and_then(moment), times.next().and_then(moment));
    let subject = named(parts.only(SEQUENCE)?);
    let extensions = parts.find(|(kind, _)| *kind == EXTENSIONS).and_then(|(_, body)| Parts(body).only(SEQUENCE));
    let names = extensions.and_then(other_names).unwrap_or_default();
    Some(Certificate { subject, issuer, names, from, until, ..blank })
}

/// The name and the organisation, of a list of sets of pairs.
fn named(list: &[u8]) -> String {
    let pairs = Parts(list).filter(|(kind, _)| *kind == SET).flat_map(|(_, set)| Parts(set));
    let pairs: Vec<(&[u8], Part<'_>)> = pairs
        .filter_map(|(_, pair)| {
            let mut pair = Parts(pair);
            Some((pair.only(OID)?, pair.next()?))
        })
        .collect();
    let told = |wanted: &[u8]| pairs.iter().find(|(oid, _)| *oid == wanted).map(|(_, value)| text(*value));
    let told = [COMMON_NAME, ORGANISATION].into_iter().filter_map(told).filter(|text| !text.is_empty());
    told.collect::<Vec<_>>().join(", ")
}

fn text((kind, bytes): Part<'_>) -> String {
    let letters = match kind {
        BMP_STRING => {
            let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    letters.chars().filter(|letter| !letter.is_control()).take(NAME_CHARS).collect()
}

fn moment((kind, bytes): Part<'_>) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii())?;
    let whole = match kind {
        TIME => text.to_owned(),
        // Two digits of a year: up to 49 they are of this century.
        UTC_TIME => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        _ => return None,
    };
    NaiveDateTime::parse_from_str(&whole, "%Y%m%d%H%M%SZ").ok().map(|time| time.and_utc())
}

fn other_names(extensions: &[u8]) -> Option<Vec<String>> {
    let list = Parts(extensions).find_map(|(_, extension)| {
        let mut parts = Parts(extension);
        let is_it = parts.only(OID)? == OTHER_NAMES;
        parts.pass(BOOLEAN);
        parts.only(OCTETS).filter(|_| is_it)
    })?;
    let name = |(kind, bytes): Part<'_>| match kind {
        DNS_NAME => Some(text((kind, bytes))),
        IP_ADDRESS => address(bytes).map(|ip| ip.to_string()),
        _ => None,
    };
    Some(Parts(Parts(list).only(SEQUENCE)?).filter_map(name).take(NAMES_MAX).collect())
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(|four| IpAddr::from(Ipv4Addr::from(four)));
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(|all| IpAddr::from(Ipv6Addr::from(all)))).ok()
}

/// The kind of a part, and what is in it.
type Part<'a> = (u8, &'a [u8]);

/// What follows each other in DER.
#[derive(Clone)]
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    /// The next, if it is of that kind.
    fn only(&mut self, kind: u8) -> Option<&'a [u8]> {
        let before = self.0;
        match self.next() {
            Some((is, body)) if is == kind => Some(body),
            _ => {
                self.0 = before;
                None
            }
        }
    }

    /// Passes over the next, if it is of that kind.
    fn pass(&mut self, kind: u8) {
        let _ = self.only(kind);
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (&kind, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
            }
            // Without end, or longer than any certificate.
            _ => return None,
        };
        let (body, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((kind, body))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Certificate;
    use crate::domain::attachment::BlobHash;

    const OWN: &[u8] = include_bytes!("../../fuzz/seeds/certificate/own.der");
    const PLAIN: &[u8] = include_bytes!("../../fuzz/seeds/certificate/plain.der");

    fn read(der: &[u8]) -> Certificate {
        Certificate::of(der, BlobHash([7; 32]))
    }

    #[test]
    fn a_certificate_says_whom_it_is_of_who_signed_it_and_from_when_to_when_it_counts() {
        let own = read(OWN);
        assert_eq!(
            (own.subject.as_str(), own.issuer.as_str()),
            ("OfficeScan 400, 办公设备", "OfficeScan 400, 办公设备")
        );
        assert_eq!(own.names, ["127.0.0.1", "scanner.local", "fe80::1"]);
        let years = |read: &Certificate| (read.until.unwrap() - read.from.unwrap()).num_days();
        assert_eq!((years(&own), own.sha256), (36_500, BlobHash([7; 32])));
        // Without any extension, and for ten years: dates with two digits of a year.
        let plain = read(PLAIN);
        assert_eq!((plain.subject.as_str(), plain.names.len(), years(&plain)), ("old device", 0, 3_650));
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let nothing = read(b"");
        assert_eq!((nothing.subject.as_str(), nothing.from, nothing.names.len()), ("", None, 0));
        for end in 0..OWN.len() {
            let _ = read(OWN.get(..end).unwrap());
        }
    }
}
