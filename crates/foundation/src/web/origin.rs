//! Where a request came from. A connection names its peer; behind a proxy that is the proxy, and the person's
//! address is what the proxy wrote. Only a proxy that is named in the settings is believed: anybody can send
//! the header.

use std::net::IpAddr;

use http::HeaderMap;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of whoever asked: the connection's peer, or, when that is a trusted proxy, the last address of
/// `X-Forwarded-For` that is no trusted proxy itself. `None` where nothing can be said: no peer, a trusted
/// proxy that names nobody, a peer on the same machine (which is a proxy nobody told us of, or the operator).
pub(crate) fn origin(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = peer?.to_canonical();
    if !trusted.contains(&peer) {
        return (!peer.is_loopback()).then_some(peer);
    }
    let hops: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for hop in hops.into_iter().rev() {
        // What is unreadable was written by somebody unknown, and so was everything before it.
        let address = hop.parse::<IpAddr>().ok()?.to_canonical();
        if !trusted.contains(&address) {
            return Some(address);
        }
    }
    None
}

/// What counts as one place for limits: an IPv4 address, or the /64 that one IPv6 connection usually has to
/// itself (whoever holds it can take any address within).
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// 「10.0.0.5, 10.0.0.6」: the addresses of a setting.
///
/// # Errors
/// The word that is no address.
pub fn addresses(text: &str) -> Result<Vec<IpAddr>, String> {
    text.split([',', ' '])
        .filter(|word| !word.is_empty())
        .map(|word| word.parse::<IpAddr>().map(|a| a.to_canonical()).map_err(|_| word.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn from(peer: &str, forwarded: &[&'static str], trusted: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(value));
        }
        let trusted = addresses(trusted).unwrap();
        origin(Some(peer.parse().unwrap()), &headers, &trusted).map(|a| a.to_string())
    }

    #[test]
    fn a_header_is_believed_from_a_trusted_proxy_only() {
        let told = |text: &str| Some(text.to_owned());
        assert_eq!(from("203.0.113.9", &["198.51.100.1"], ""), told("203.0.113.9"));
        assert_eq!(from("203.0.113.9", &["198.51.100.1"], "10.0.0.5"), told("203.0.113.9"));
        assert_eq!(from("10.0.0.5", &["198.51.100.1"], "10.0.0.5"), told("198.51.100.1"));
        assert_eq!(from("::ffff:10.0.0.5", &["198.51.100.1"], "10.0.0.5"), told("198.51.100.1"));
    }

    #[test]
    fn the_last_hop_that_is_no_proxy_of_ours_counts() {
        let told = |text: &str| Some(text.to_owned());
        // The person wrote the first one herself.
        assert_eq!(from("10.0.0.5", &["192.0.2.66, 198.51.100.1"], "10.0.0.5"), told("198.51.100.1"));
        assert_eq!(
            from("10.0.0.5", &["192.0.2.66", "198.51.100.1, 10.0.0.6"], "10.0.0.5 10.0.0.6"),
            told("198.51.100.1")
        );
        assert_eq!(from("10.0.0.5", &["198.51.100.1, unknown"], "10.0.0.5"), None);
        assert_eq!(from("10.0.0.5", &[], "10.0.0.5"), None);
    }

    #[test]
    fn the_same_machine_is_nobody() {
        assert_eq!(from("127.0.0.1", &["198.51.100.1"], ""), None);
        assert_eq!(from("::1", &[], ""), None);
        assert_eq!(from("127.0.0.1", &["198.51.100.1"], "127.0.0.1"), Some("198.51.100.1".to_owned()));
    }

    #[test]
    fn one_connection_is_one_place() {
        assert_eq!(network("198.51.100.1".parse().unwrap()), "198.51.100.1");
        assert_eq!(network("::ffff:198.51.100.1".parse().unwrap()), "198.51.100.1");
        let home = |last: &str| network(format!("2001:db8:1:2::{last}").parse().unwrap());
        assert_eq!(home("1"), "2001:db8:1:2::/64");
        assert_eq!(home("1"), home("ffff"));
        assert_eq!(addresses("10.0.0.5,  ::1").unwrap().len(), 2);
        assert_eq!(addresses("proxy").unwrap_err(), "proxy");
    }
}
