"""Adapter for an Esign Client Service of BSrE in the office's own network; off while ESIGN_URL is empty.

NIK and passphrase of the official are typed for each batch. They live in this object for as long as one request and in
the requests to the service; no table, no job, no log and no error message has them.
"""

import json
import logging
import secrets
from base64 import b64encode
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.services.files import LARGEST_FILE

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 30


class SigningFailed(Exception):
    """Nothing was signed; the message is for the officer and quotes nothing the service said."""


class DocumentSigner(Protocol):
    """Whatever puts an official's signature behind a PDF; another service needs only this one method."""

    def sign(self, *, content: bytes) -> bytes:
        """`content` with a signature over the whole of it. Raise SigningFailed."""
        ...


def is_configured() -> bool:
    return bool(settings.ESIGN_URL)


class EsignClient:
    """`POST /api/sign/pdf` and `GET /api/user/status/<nik>` with Basic Auth, as the service documents them."""

    def __init__(self, *, nik: str, passphrase: str) -> None:
        self._nik, self._passphrase = nik, passphrase

    def __repr__(self) -> str:
        """Nothing of the official, in whatever list of local variables this may land."""
        return "EsignClient()"

    def check_official(self) -> None:
        """Raise SigningFailed unless the service knows the official and the certificate is in force."""
        answer, body = self._ask("GET", f"/api/user/status/{self._nik}")
        if answer.status != 200 or b"ISSUE" not in body:
            raise self._fail(answer.status, body, _("Sertifikat elektronik pejabat ini tidak aktif pada layanan."))

    def sign(self, *, content: bytes) -> bytes:
        fields = {"nik": self._nik, "passphrase": self._passphrase, "tampilan": "invisible"}
        kind, body = _multipart(fields, content)
        answer, signed = self._ask("POST", "/api/sign/pdf", body, {"Content-Type": kind})
        if answer.status != 200 or not signed.startswith(b"%PDF-"):
            raise self._fail(answer.status, signed, _("Layanan menolak. Periksa NIK dan frasa sandinya."))
        return signed

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        address = urlsplit(settings.ESIGN_URL)
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        connection = kind(address.netloc, timeout=TIMEOUT_SECONDS)
        secret = b64encode(f"{settings.ESIGN_USER}:{settings.ESIGN_PASSWORD}".encode()).decode()
        try:
            connection.request(
                method, address.path.rstrip("/") + path, body, {"Authorization": f"Basic {secret}", **(headers or {})}
            )
            answer = connection.getresponse()
            return answer, answer.read(LARGEST_FILE + 1)
        except (OSError, HTTPException) as error:
            logger.warning("esign: no answer: %s", type(error).__name__)
            raise SigningFailed(_("Layanan tanda tangan tidak menjawab. Coba lagi nanti.")) from None
        finally:
            connection.close()

    def _fail(self, status: int, body: bytes, sentence: str) -> SigningFailed:
        """Status and the service's own number tell enough; its words may quote what we sent."""
        logger.warning("esign: refused: HTTP %s, code %s", status, _error_code(body))
        return SigningFailed(f"{sentence} (HTTP {status}, {_error_code(body)})")


def _error_code(body: bytes) -> int | None:
    try:
        code = json.loads(body).get("status_code")
    except (ValueError, AttributeError):
        return None
    return code if isinstance(code, int) and abs(code) < 10_000 else None


def _multipart(fields: dict[str, str], content: bytes) -> tuple[str, bytes]:
    """Content type and body; the boundary is random, so nothing inside a field can end it."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="sertifikat.pdf"\r\n'
    parts += [f"{head}Content-Type: application/pdf\r\n\r\n".encode(), content, f"\r\n--{boundary}--\r\n".encode()]
    return f"multipart/form-data; boundary={boundary}", b"".join(parts)
