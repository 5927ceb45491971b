//! Lines to devices that speak TLS.
//!
//! A scanner in the archive's own network makes its own certificate, which no authority has signed. Somebody trusts exactly
//! that one, by its digest, as SSH does with hosts; where an authority that this machine trusts vouches for it, nobody needs
//! to. Whoever shows a certificate has to hold its key: every handshake's signature is checked, also where somebody only
//! looks. Must not know where digests are kept. `docs/adr/0044` says why.

use super::certificate::Certificate;
use super::send::{Patience, Trouble};
use crate::domain::attachment::BlobHash;
use crate::domain::refusal::Code;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    StreamOwned,
};
use sha2::{Digest as _, Sha256};
use std::io::ErrorKind;
use std::net::TcpStream;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// A line that is sealed.
pub type Sealed = StreamOwned<ClientConnection, TcpStream>;

/// Who may be at the other end of a sealed line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Whoever shows the certificate with this SHA-256, and nobody else.
    Only(BlobHash),
    /// Whoever an authority vouches for that this machine trusts.
    Vouched,
    /// Anybody that holds the key of what he shows: he is looked at, and told nothing.
    Anybody,
}

/// What a device shows of itself.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its certificate.
    pub certificate: Certificate,
    /// Whether an authority that this machine trusts vouches for it, under the name it was called by.
    pub is_vouched: bool,
}

/// Seals a line: once it is handed out, it is known who is at its other end.
///
/// # Errors
/// It is somebody else, cannot speak TLS well enough, hangs, or nobody wants the line any more.
pub fn seal(
    mut stream: TcpStream,
    host: &str,
    trust: Trust,
    patience: Patience,
    is_wanted: &dyn Fn() -> bool,
) -> Result<Sealed, Trouble> {
    let mut connection = connection(host, trust).ok_or(Trouble::Failed(Code::ScannerNonsense))?;
    let began = Instant::now();
    while connection.is_handshaking() {
        if !is_wanted() {
            return Err(Trouble::Unwanted);
        }
        // A device that drips would be listened to for ever.
        if began.elapsed() >= patience.stall {
            return Err(Trouble::Failed(Code::ScannerStuck));
        }
        let moved = match connection.wants_write() {
            true => connection.write_tls(&mut stream),
            false => connection.read_tls(&mut stream),
        };
        match moved {
            Ok(0) => return Err(Trouble::Failed(Code::ScannerNonsense)),
            Ok(_) => {}
            Err(error) if is_pause(error.kind()) => continue,
            Err(_) => return Err(Trouble::Failed(Code::ScannerNonsense)),
        }
        if let Err(error) = connection.process_new_packets() {
            // It is told why, if it still listens.
            let _ = connection.write_tls(&mut stream);
            return Err(trouble(&error, trust));
        }
    }
    Ok(StreamOwned::new(connection, stream))
}

/// What is shown at the other end of a line that was sealed.
pub fn shown(sealed: &Sealed, host: &str) -> Option<Shown> {
    let (first, others) = sealed.conn.peer_certificates()?.split_first()?;
    let name = ServerName::try_from(host.to_owned()).ok()?;
    let vouched = authorities().map(|known| known.verify_server_cert(first, others, &name, &[], UnixTime::now()));
    let is_vouched = matches!(vouched, Some(Ok(_)));
    Some(Shown { certificate: Certificate::of(first.as_ref(), digest(first)), is_vouched })
}

fn connection(host: &str, trust: Trust) -> Option<ClientConnection> {
    let provider = provider();
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .ok()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { provider, trust }))
        .with_no_client_auth();
    ClientConnection::new(Arc::new(config), ServerName::try_from(host.to_owned()).ok()?).ok()
}

fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    PROVIDER.get_or_init(|| Arc::new(rustls::crypto::ring::default_provider())).clone()
}

/// The authorities that this machine trusts, read once; none where it has none.
fn authorities() -> Option<&'static Arc<WebPkiServerVerifier>> {
    static KNOWN: OnceLock<Option<Arc<WebPkiServerVerifier>>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build().ok()
    });
    known.as_ref()
}

fn digest(certificate: &CertificateDer<'_>) -> BlobHash {
    BlobHash(Sha256::digest(certificate.as_ref()).into())
}

fn trouble(error: &Error, trust: Trust) -> Trouble {
    match error {
        // Shown without its key: somebody has a copy of the certificate, which is no secret.
        Error::InvalidCertificate(CertificateError::BadSignature) => refused("BadSignature"),
        Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure) => match trust {
            Trust::Only(_) => Trouble::Failed(Code::ScannerChanged),
            Trust::Vouched | Trust::Anybody => Trouble::Failed(Code::ScannerUntrusted),
        },
        // No TLS at all: plain HTTP, or nonsense.
        Error::InvalidMessage(_) => Trouble::Failed(Code::ScannerNonsense),
        other => refused(&format!("{other:?}")),
    }
}

fn refused(word: &str) -> Trouble {
    Trouble::Refused(Code::ScannerUnsafe, word.chars().take(60).collect())
}

fn is_pause(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

/// Says who may be at the other end, and checks that whoever is there holds the key of what he shows.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    trust: Trust,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let is_trusted = match self.trust {
            Trust::Only(wanted) => digest(certificate) == wanted,
            Trust::Vouched => authorities()
                .is_some_and(|known| known.verify_server_cert(certificate, others, name, response, now).is_ok()),
            Trust::Anybody => true,
        };
        match is_trusted {
            true => Ok(ServerCertVerified::assertion()),
            false => Err(CertificateError::ApplicationVerificationFailure.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
