"""Keys for trying out signatures. They prove nothing to anybody, and their names say so."""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from certificates.services.key_files import CREDENTIAL, SITE

LIFETIME = timedelta(days=3650)
PURPOSES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


class KeysExist(Exception):
    """The folder has keys already; test keys never replace a key."""


def make_test_keys(*, folder: Path, passphrase: str, now: datetime) -> list[Path]:
    """A test authority (`ca.crt`), a signing key (`site.p12`) and a credential key (`credential.pem`), valid 10 years.

    Only the owner of the process can read them. Raises KeysExist.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = [folder / "ca.crt", folder / f"{SITE}.p12", folder / f"{CREDENTIAL}.pem"]
    if any(path.exists() for path in paths):
        raise KeysExist(folder)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certify("Otoritas Uji Coba Belajar KIM", authority_key, None, authority_key, now)
    own = _certify("Uji Coba Belajar KIM, bukan tanda tangan tersertifikasi", key, authority, authority_key, now)
    secrecy = _secrecy(passphrase)
    contents = [
        authority.public_bytes(serialization.Encoding.PEM),
        pkcs12.serialize_key_and_certificates(b"uji-coba", key, own, [authority], secrecy),
        ed25519.Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secrecy
        ),
    ]
    for path, content in zip(paths, contents, strict=True):
        path.touch(mode=0o600)
        path.write_bytes(content)
    return paths


def _secrecy(passphrase: str) -> serialization.KeySerializationEncryption:
    if passphrase:
        return serialization.BestAvailableEncryption(passphrase.encode())
    return serialization.NoEncryption()


def _certify(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    """A certificate for `key`; an authority when it has no `issuer`."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    wanted = {"key_cert_sign", "crl_sign"} if issuer is None else {"digital_signature", "content_commitment"}
    usage = x509.KeyUsage(**{purpose: purpose in wanted for purpose in PURPOSES})
    authority_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority_id, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
