"""The folder SIGNING_KEYS and what PEM files in it say; light enough for every process."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from django.conf import settings

SITE = "site"
CREDENTIAL = "credential"
ENDINGS = (".p12", ".pfx", ".pem")


class KeyUnusable(Exception):
    """A configured key cannot be opened, has no certificate, or is of a kind that PDF readers do not check."""


def key_files() -> list[Path]:
    if not settings.SIGNING_KEYS:
        return []
    return sorted(path for path in Path(settings.SIGNING_KEYS).glob("*") if path.suffix in ENDINGS)


def credential_files() -> list[Path]:
    """`credential*.pem`, the newest name last: the last private one signs, all are published."""
    return [path for path in key_files() if is_credential_key(path)]


def trusted_certificates() -> list[x509.Certificate]:
    """`*.crt`: authorities whose word counts when a time stamp is put into a file, the time stamp's own among them."""
    if not settings.SIGNING_KEYS:
        return []
    paths = sorted(Path(settings.SIGNING_KEYS).glob("*.crt"))
    return [certificate for path in paths for certificate in read_certificates(path.read_bytes())]


def is_credential_key(path: Path) -> bool:
    return path.stem.startswith(CREDENTIAL)


def passphrase() -> bytes | None:
    return settings.SIGNING_PASSPHRASE.encode() or None


def read_private_key(content: bytes) -> PrivateKeyTypes | None:
    """The private key in a PEM, encrypted or not; None when it holds none."""
    if b"PRIVATE KEY-----" not in content:
        return None
    secret = passphrase() if b"ENCRYPTED" in content else None
    return serialization.load_pem_private_key(content, secret)


def read_certificates(content: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(content) if b"BEGIN CERTIFICATE" in content else []
