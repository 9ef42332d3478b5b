//! A browser without a window: keeps cookies, follows the redirects after a post, sees HTML.

use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt as _;

use crate::web::{QueryCount, Service, escape};

/// One reply, as a person or a program would take it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// Database statements the page needed; `None` for what has no database.
    pub queries: Option<u32>,
    /// The address this came from, after redirects.
    pub address: String,
}

impl Seen {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn contains(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// Asserts the status and that the words stand on the page; says what was there instead.
    #[track_caller]
    #[allow(clippy::panic, reason = "assertion of the test harness")]
    pub fn expect(self, status: u16, words: &str) -> Self {
        let text = self.text();
        if self.status.as_u16() != status || !text.contains(words) {
            let main = text.split("<main").nth(1).unwrap_or(&text);
            let main: String = main.chars().take(3000).collect();
            panic!("{}: expected {status} with 「{words}」, got {}:\n{main}", self.address, self.status);
        }
        self
    }

    /// The value of a hidden or other input on the page.
    pub fn input(&self, name: &str) -> Option<String> {
        let text = self.text();
        let tag = text
            .split("<input ")
            .skip(1)
            .filter_map(|piece| piece.split('>').next())
            .find(|tag| tag.contains(&format!("name=\"{name}\"")))?;
        tag.split("value=\"").nth(1).and_then(|v| v.split('"').next()).map(str::to_owned)
    }

    /// Addresses of links whose `href` begins like this.
    pub fn links(&self, beginning: &str) -> Vec<String> {
        self.text()
            .split("href=\"")
            .skip(1)
            .filter_map(|piece| piece.split('"').next())
            .filter(|href| href.starts_with(beginning))
            .map(|href| href.replace("&amp;", "&").replace("&#38;", "&"))
            .collect()
    }
}

#[derive(Clone)]
pub struct Browser {
    service: Service,
    cookies: Vec<(String, String)>,
    peer: Option<std::net::SocketAddr>,
}

impl Browser {
    pub fn new(service: Service) -> Self {
        Self { service, cookies: Vec::new(), peer: None }
    }

    /// From now on, it connects from this address.
    #[must_use]
    pub fn at(mut self, address: std::net::IpAddr) -> Self {
        self.peer = Some((address, 50_000).into());
        self
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(n, _)| n != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    pub async fn get(&mut self, address: &str) -> Seen {
        self.send(Method::GET, address, HeaderMap::new(), Vec::new()).await
    }

    /// Sends a form as the page's own button would, and looks at the page it leads to.
    pub async fn submit(&mut self, address: &str, fields: &[(&str, &str)]) -> Seen {
        let sent = self.post(address, fields).await;
        if sent.status == StatusCode::SEE_OTHER {
            let to = sent.headers.get(LOCATION).and_then(|v| v.to_str().ok()).unwrap_or("/").to_owned();
            return self.get(&to).await;
        }
        sent
    }

    /// Sends a form and looks at the direct answer.
    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Seen {
        let body = fields.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect::<Vec<_>>().join("&");
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, http::HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert("sec-fetch-site", http::HeaderValue::from_static("same-origin"));
        self.send(Method::POST, address, headers, body.into_bytes()).await
    }

    /// Sends a form with one file.
    pub async fn upload(&mut self, address: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Seen {
        self.upload_all(address, fields, &[file]).await
    }

    /// Sends a form with files: field, file name, content of each.
    pub async fn upload_all(&mut self, address: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Seen {
        const LINE: &str = "----renkei-test";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{LINE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (field, file_name, content) in files {
            body.extend(
                format!(
                    "--{LINE}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{file_name}\"\r\n\r\n"
                )
                .bytes(),
            );
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{LINE}--\r\n").bytes());
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, http::HeaderValue::from_static("multipart/form-data; boundary=----renkei-test"));
        headers.insert("sec-fetch-site", http::HeaderValue::from_static("same-origin"));
        self.send(Method::POST, address, headers, body).await
    }

    /// Anything else: forged headers, broken bodies.
    #[allow(clippy::expect_used, reason = "test harness")]
    pub async fn send(&mut self, method: Method, address: &str, headers: HeaderMap, body: Vec<u8>) -> Seen {
        let mut request = Request::builder().method(method).uri(address).body(Body::from(body)).expect("a request");
        *request.headers_mut() = headers;
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        }
        if !request.headers().contains_key("host") {
            request.headers_mut().insert("host", http::HeaderValue::from_static("renkei.test"));
        }
        let cookies = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        if let Ok(value) = http::HeaderValue::from_str(&cookies)
            && !cookies.is_empty()
        {
            request.headers_mut().insert(COOKIE, value);
        }
        let response = self.service.clone().oneshot(request).await.expect("the service never fails");
        let (parts, body) = response.into_parts();
        for value in parts.headers.get_all(SET_COOKIE) {
            let text = value.to_str().unwrap_or("");
            if let Some((name, rest)) = text.split_once('=') {
                let value = rest.split(';').next().unwrap_or("");
                let gone = text.contains("Max-Age=0");
                self.set_cookie(name, if gone { "" } else { value });
            }
        }
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Seen {
            status: parts.status,
            headers: parts.headers,
            body,
            queries: parts.extensions.get::<QueryCount>().map(|q| q.0),
            address: address.to_owned(),
        }
    }
}
