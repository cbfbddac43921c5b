"""Data Integrity proofs, cryptosuite eddsa-rdfc-2022: what is signed is the meaning of a document, not its spelling."""

import json
from datetime import UTC, datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import jsonld

CONTEXTS = Path(__file__).resolve().parent.parent / "contexts"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FILES = {CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class UnknownContext(Exception):
    """A document names a vocabulary that is not kept here; nothing is ever fetched."""


def sign_document(*, document: dict, key: Ed25519PrivateKey, method: str, created: datetime) -> dict:
    """`document` with its proof; the same input gives the same proof. `method` is the address of the public key.

    A member no context defines would be left unsigned without a word, so documents are built here, never taken over.
    Raises UnknownContext.
    """
    unknown = set(document["@context"]) - set(FILES)
    if unknown:
        raise UnknownContext(*unknown)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": moment_text(created),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    options = {"@context": document["@context"], **proof}
    signature = key.sign(_hash_options(json.dumps(options)) + _hash(document))
    return {**document, "proof": {**proof, "proofValue": f"z{base58(signature)}"}}


def moment_text(moment: datetime) -> str:
    """`2024-07-11T08:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def multikey(key: Ed25519PublicKey) -> str:
    """The public key as `z6Mk…`."""
    return f"z{base58(bytes([0xED, 0x01]) + key.public_bytes_raw())}"


def base58(content: bytes) -> str:
    number, text = int.from_bytes(content), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + text


@lru_cache(maxsize=64)
def _hash_options(options: str) -> bytes:
    """The same for all credentials of one batch."""
    return _hash(json.loads(options))


def _hash(document: dict) -> bytes:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    return sha256(jsonld.normalize(document, options).encode()).digest()


def _load(address: str, options: object = None) -> dict[str, Any]:
    if address not in FILES:
        raise UnknownContext(address)
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "tag": "static",  # lets the library keep what it understood of it
        "document": _read(FILES[address]),
    }


@cache
def _read(name: str) -> dict:
    return json.loads((CONTEXTS / name).read_text(encoding="utf-8"))
