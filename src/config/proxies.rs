//! Which proxies are believed when they say whom they speak for. None are unless somebody names them: whoever reaches the
//! service directly could write any address into a header.

use serde::Deserialize;
use std::net::IpAddr;
use std::str::FromStr;

/// Addresses and networks whose `X-Forwarded-For` is believed: `127.0.0.1, 10.0.0.0/8, ::1`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct TrustedProxies(Vec<(IpAddr, u8)>);

impl TrustedProxies {
    /// Whether nobody is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an address is a proxy's that is believed.
    #[must_use]
    pub fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(network, bits)| within(*network, *bits, address))
    }

    /// Whom a request comes from: the last address in `X-Forwarded-For` that is not a trusted proxy's, if the peer is
    /// one; else the peer. What stands before that address was written by somebody we do not know.
    #[must_use]
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        if self.is_empty() || !self.trust(peer) {
            return peer;
        }
        let mut client = peer;
        for entry in forwarded.flat_map(|value| value.split(',')).rev() {
            let Ok(address) = entry.trim().parse::<IpAddr>() else { break };
            client = address;
            if !self.trust(address) {
                break;
            }
        }
        client
    }
}

fn within(network: IpAddr, bits: u8, address: IpAddr) -> bool {
    let same = |one: u128, other: u128, width: u32| {
        let shift = width.saturating_sub(u32::from(bits));
        one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
    };
    match (network, address) {
        (IpAddr::V4(one), IpAddr::V4(other)) => same(u32::from(one).into(), u32::from(other).into(), 32),
        (IpAddr::V6(one), IpAddr::V6(other)) => same(one.into(), other.into(), 128),
        _ => false,
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let entry = |entry: &str| {
            let wrong = || format!("{entry:?} is no address and no network such as 10.0.0.0/8");
            let (address, bits) = entry.split_once('/').map_or((entry, None), |(address, bits)| (address, Some(bits)));
            let address: IpAddr = address.parse().map_err(|_| wrong())?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| wrong()))?;
            if bits <= most { Ok((address, bits)) } else { Err(wrong()) }
        };
        let entries = text.split(',').map(str::trim).filter(|text| !text.is_empty());
        entries.map(entry).collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for TrustedProxies {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::TrustedProxies;
    use std::net::IpAddr;

    fn client(proxies: &str, peer: &str, forwarded: &[&str]) -> String {
        let proxies: TrustedProxies = proxies.parse().unwrap();
        proxies.client(peer.parse().unwrap(), forwarded.iter().copied()).to_string()
    }

    #[test]
    fn nobody_is_believed_who_was_not_named() {
        assert_eq!(client("", "10.0.0.1", &["1.2.3.4"]), "10.0.0.1");
        assert_eq!(client("10.0.0.2", "10.0.0.1", &["1.2.3.4"]), "10.0.0.1");
    }

    #[test]
    fn the_last_address_that_is_no_proxys_counts_and_what_stands_before_it_does_not() {
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["6.6.6.6, 1.2.3.4, 10.9.9.9"]), "1.2.3.4");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["6.6.6.6", "1.2.3.4", "10.9.9.9"]), "1.2.3.4");
        assert_eq!(client("10.0.0.1", "10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "10.0.0.1", &["1.2.3.4, nonsense"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("::1, 127.0.0.1", "::ffff:127.0.0.1", &["2001:db8::7"]), "2001:db8::7");
    }

    #[test]
    fn networks_are_read_and_nonsense_is_not() {
        let proxies: TrustedProxies = "192.168.0.0/16, 2001:db8::/32,0.0.0.0/0".parse().unwrap();
        for (address, trusted) in [("192.168.9.9", true), ("2001:db8:1::1", true), ("2001:db9::1", false)] {
            assert_eq!(proxies.trust(address.parse::<IpAddr>().unwrap()), trusted, "{address}");
        }
        for wrong in ["proxy", "10.0.0.0/33", "10.0.0.0/x", "::/129", "10.0.0.0/"] {
            assert!(wrong.parse::<TrustedProxies>().is_err(), "{wrong}");
        }
    }
}
