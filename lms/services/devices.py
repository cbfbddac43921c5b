"""What a phone keeps of this site, and whose it is: the parts every stored page needs, and the service worker."""

import gzip
import hashlib
import json
from functools import lru_cache

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.crypto import salted_hmac

FORMAT = 1
"""Raise it when stored pages or rows are kept in another shape; phones then begin anew, keeping what is unsent."""
PARTS = ("css/site.css", "css/screens.css", "icons.svg", "js/learn.js", "js/offline.js")
SCRIPTS = ("js/learn.js", "js/worker.js")


def account_key(user: AbstractBaseUser) -> str:
    """The same 20 letters for an account on every phone; tells nothing about it."""
    return salted_hmac("lms.account", str(user.pk), algorithm="sha256").hexdigest()[:20]


@lru_cache(maxsize=1)
def part_sizes() -> dict[str, int]:
    """Address → bytes as sent (compressed) of the files every stored page needs."""
    sizes = {}
    for name in PARTS:
        with open(str(finders.find(name)), "rb") as file:
            sizes[static(name)] = len(gzip.compress(file.read(), 9, mtime=0))
    return sizes


def worker_script(*, fallback: str) -> str:
    """The service worker: its settings and the files it consists of. Another file name is another worker."""
    parts = [static(name) for name in PARTS]
    scripts = [static(name) for name in SCRIPTS]
    version = hashlib.sha256(" ".join([*parts, *scripts]).encode()).hexdigest()[:12]
    settings = {"format": FORMAT, "version": version, "fallback": fallback, "parts": parts}
    return (
        f"self.settings = {json.dumps(settings)};\nimportScripts({', '.join(json.dumps(name) for name in scripts)});\n"
    )


def web_manifest() -> dict[str, object]:
    """What the phone shows when the site is put on the home screen."""
    sizes = [("icon-192", "192x192", "any"), ("icon-512", "512x512", "any"), ("maskable-512", "512x512", "maskable")]
    icons = [
        {"src": static(f"icons/{name}.png"), "sizes": size, "type": "image/png", "purpose": purpose}
        for name, size, purpose in sizes
    ]
    return {
        "id": "/belajar/",
        "name": "Belajar KIM",
        "short_name": "Belajar KIM",
        "description": "Belajar bersama Dinas Kominfo, juga tanpa sinyal.",
        "lang": "id",
        "start_url": "/belajar/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf6ec",
        "theme_color": "#1a2455",
        "icons": [{"src": static("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"}, *icons],
    }
