"""Keys of the site in the folder SIGNING_KEYS: opened once per process, opened anew when the file changes."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.services.key_files import (
    SITE,
    KeyUnusable,
    is_credential_key,
    key_files,
    passphrase,
    read_certificates,
    read_private_key,
)

DIGEST = "sha256"
DIGESTS = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


@dataclass(frozen=True)
class SigningKey:
    """A signer whose private key stays loaded, and the room its signature takes in the file."""

    signer: Signer
    certificate: x509.Certificate
    reserved_bytes: int

    def is_valid_at(self, now: datetime) -> bool:
        return self.certificate.not_valid_before_utc <= now <= self.certificate.not_valid_after_utc


class LoadedSigner(Signer):
    """pyHanko's own signer reads and checks the private key for every signature: six times the work of signing."""

    def __init__(self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, chain: list[x509.Certificate]) -> None:
        own, *others = (Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in chain)
        store = SimpleCertificateStore()
        store.register_multiple(others)
        super().__init__(signing_cert=own, cert_registry=store)
        self.loaded_key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        digest = DIGESTS[digest_algorithm]
        if isinstance(self.loaded_key, rsa.RSAPrivateKey):
            return self.loaded_key.sign(data, padding.PKCS1v15(), digest)
        return self.loaded_key.sign(data, ec.ECDSA(digest))


def signing_key_of(*, organization_id: int) -> SigningKey | None:
    """The organization's own key, else the site's, else None. Raises KeyUnusable."""
    for name in (str(organization_id), SITE):
        for path in key_files():
            if path.stem == name:
                return _open_signing_key(path, path.stat().st_mtime_ns)
    return None


def signing_keys() -> dict[str, SigningKey]:
    """File name → key, of every file that may sign. Raises KeyUnusable."""
    paths = [path for path in key_files() if path.stem == SITE or path.stem.isdecimal()]
    return {path.name: _open_signing_key(path, path.stat().st_mtime_ns) for path in paths}


def own_fingerprints() -> set[str]:
    """SHA-256 of every certificate we sign with or did: a retired one stays in the folder as a PEM without its key."""
    return {_fingerprint(path, path.stat().st_mtime_ns) for path in key_files() if not is_credential_key(path)}


@lru_cache(maxsize=64)
def _open_signing_key(path: Path, changed_ns: int) -> SigningKey:
    key, chain = _read_key_and_chain(path)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyUnusable(f"{path.name}: RSA or an elliptic curve is needed; PDF readers know no other keys.")
    if not chain or chain[0].public_key() != key.public_key():
        raise KeyUnusable(f"{path.name}: the first certificate must belong to the key.")
    signer = LoadedSigner(key, chain)
    return SigningKey(signer, chain[0], _measure(signer))


def _measure(signer: LoadedSigner) -> int:
    """Room for one signature in hexadecimal, an eighth more than a first one took; else every file is signed twice."""
    attributes = PdfCMSSignedAttributes()
    trial = signer.async_sign(b"\0" * 32, DIGEST, use_pades=True, signed_attr_settings=attributes)
    size = len(asyncio.run(trial).dump())
    return 2 * (size + size // 8)


@lru_cache(maxsize=64)
def _fingerprint(path: Path, changed_ns: int) -> str:
    _key, chain = _read_key_and_chain(path)
    return sha256(chain[0].public_bytes(serialization.Encoding.DER)).hexdigest() if chain else ""


def _read_key_and_chain(path: Path) -> tuple[PrivateKeyTypes | None, list[x509.Certificate]]:
    try:
        content = path.read_bytes()
        if path.suffix == ".pem":
            return read_private_key(content), read_certificates(content)
        key, own, others = pkcs12.load_key_and_certificates(content, passphrase())
    except (OSError, ValueError, TypeError) as error:
        # the reason is left out: it may quote the file
        raise KeyUnusable(f"{path.name}: cannot be opened; check the file and SIGNING_PASSPHRASE.") from error
    return key, [certificate for certificate in (own, *others) if certificate]
