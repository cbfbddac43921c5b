"""Who signs credentials: did:web of BASE_URL, with every key the site publishes."""

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from certificates.services.key_files import KeyUnusable, credential_files, read_private_key
from certificates.services.linked_data import multikey


def issuer_did() -> str:
    """`did:web:belajar.example.go.id`, a port as `%3A8000`."""
    return f"did:web:{urlsplit(settings.BASE_URL).netloc.replace(':', '%3A')}"


def credential_key() -> Ed25519PrivateKey | None:
    """The last private key among `credential*.pem`; None switches credentials off. Raises KeyUnusable."""
    keys = [key for key in map(_open_file, credential_files()) if isinstance(key, Ed25519PrivateKey)]
    return keys[-1] if keys else None


def method_of(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """Address of the public half in the DID document; the name is the key itself, so it never means another one."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return f"{issuer_did()}#{multikey(public)}"


def did_document() -> dict | None:
    """What `/.well-known/did.json` answers; None without any key. Old keys stay: old credentials name them."""
    keys = [_open_file(path) for path in credential_files()]
    if not keys:
        return None
    methods = [
        {
            "id": method_of(key),
            "type": "Multikey",
            "controller": issuer_did(),
            "publicKeyMultibase": method_of(key).partition("#")[2],
        }
        for key in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer_did(),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _open_file(path: Path) -> Ed25519PrivateKey | Ed25519PublicKey:
    return _open(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _open(path: Path, changed_ns: int) -> Ed25519PrivateKey | Ed25519PublicKey:
    try:
        content = path.read_bytes()
        key = read_private_key(content) or load_pem_public_key(content)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusable(f"{path.name}: cannot be opened; check the file and SIGNING_PASSPHRASE.") from error
    if not isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        raise KeyUnusable(f"{path.name}: credentials need an Ed25519 key.")
    return key
