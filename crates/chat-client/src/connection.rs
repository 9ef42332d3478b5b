//! A connection for one request, plain or encrypted.

use std::path::Path;
use std::sync::Arc;

use http::Uri;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::Fault;

pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Where to, taken apart once.
#[derive(Clone)]
pub(crate) struct Place {
    pub host: String,
    pub port: u16,
    /// As the `Host` header says it.
    pub authority: String,
    /// Without a slash at its end.
    pub path: String,
    pub tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl Place {
    /// # Errors
    /// A sentence for the operator.
    pub fn new(url: &str, ca_file: Option<&Path>) -> Result<Self, String> {
        let shape = || "「https://api.example.jp/v1」の形にしてください".to_owned();
        let uri: Uri = url.trim().trim_end_matches('/').parse().map_err(|_| shape())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(shape()) };
        // A name or a key in an address would stand in logs.
        if authority.as_str().contains('@') || uri.query().is_some() || authority.host().is_empty() {
            return Err(shape());
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let (tls, port) = match scheme {
            "http" => (None, 80),
            "https" => {
                let name = ServerName::try_from(host.clone()).map_err(|_| shape())?;
                (Some((connector(ca_file)?, name)), 443)
            }
            _ => return Err(shape()),
        };
        Ok(Self {
            port: authority.port_u16().unwrap_or(port),
            authority: authority.as_str().to_owned(),
            path: uri.path().trim_end_matches('/').to_owned(),
            host,
            tls,
        })
    }

    pub async fn connect(&self) -> Result<Box<dyn Wire>, Fault> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(|_| Fault::Unreachable)?;
        let _ = stream.set_nodelay(true);
        match &self.tls {
            None => Ok(Box::new(stream)),
            Some((connector, name)) => {
                let encrypted = connector.connect(name.clone(), stream).await.map_err(|_| Fault::Insecure)?;
                Ok(Box::new(encrypted))
            }
        }
    }
}

fn connector(ca_file: Option<&Path>) -> Result<TlsConnector, String> {
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = ca_file {
        let shown = file.display();
        let unreadable = |_| format!("ca_file の {shown} を、証明書（PEM）として読めません");
        let mut found = 0;
        for certificate in CertificateDer::pem_file_iter(file).map_err(unreadable)? {
            roots
                .add(certificate.map_err(unreadable)?)
                .map_err(|_| format!("ca_file の {shown} の証明書を使えません"))?;
            found += 1;
        }
        if found == 0 {
            return Err(format!("ca_file の {shown} に証明書がありません"));
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let configuration = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(configuration)))
}
