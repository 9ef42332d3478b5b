//! Where a request came from. A connection names its peer; behind a proxy that is the proxy, and the person's
//! address is what the proxy wrote. Only a proxy that is named in the settings is believed: anybody can send
//! the header.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of whoever asked: the connection's peer, or, when that is a trusted proxy, the last address of
/// `X-Forwarded-For` that is no trusted proxy itself. `None` where nothing can be said: no peer, a trusted
/// proxy that says nothing, a peer on the same machine (which is a proxy nobody told us of, or the operator).
pub(crate) fn origin(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = peer?.to_canonical();
    if !trusted.contains(&peer) {
        return (!peer.is_loopback()).then_some(peer);
    }
    let lines: Vec<&[u8]> = headers.get_all(FORWARDED_FOR).iter().map(http::HeaderValue::as_bytes).collect();
    let hops: Vec<&[u8]> = lines.into_iter().flat_map(|line| line.split(|byte| *byte == b',')).collect();
    for hop in hops.into_iter().rev() {
        match std::str::from_utf8(hop).map(str::trim) {
            Ok("") => {}
            // What is unreadable was written by somebody unknown, and so was everything before it: all who send
            // such a thing through this proxy are one place.
            hop => match hop.ok().and_then(address) {
                Some(address) if trusted.contains(&address) => {}
                Some(address) => return Some(address),
                None => return Some(peer),
            },
        }
    }
    None
}

/// `198.51.100.1`, `198.51.100.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:443`
fn address(hop: &str) -> Option<IpAddr> {
    let plain = hop.trim_start_matches('[').trim_end_matches(']');
    let read = plain.parse::<IpAddr>().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    read.map(|address| address.to_canonical())
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
        // Nobody gets out of the count by sending what cannot be read.
        assert_eq!(from("10.0.0.5", &["198.51.100.1, unknown"], "10.0.0.5"), told("10.0.0.5"));
        for line in ["198.51.100.1:4711", "198.51.100.1,", "junk\u{20}x, 198.51.100.1"] {
            assert_eq!(from("10.0.0.5", &[line], "10.0.0.5"), told("198.51.100.1"), "{line}");
        }
        for line in ["2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443"] {
            assert_eq!(from("10.0.0.5", &[line], "10.0.0.5"), told("2001:db8::1"), "{line}");
        }
        let mut headers = HeaderMap::new();
        headers.append(FORWARDED_FOR, HeaderValue::from_bytes(b"\xff, 198.51.100.9").unwrap());
        let peer: IpAddr = "10.0.0.5".parse().unwrap();
        assert_eq!(origin(Some(peer), &headers, &[peer]).map(|a| a.to_string()), told("198.51.100.9"));
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
