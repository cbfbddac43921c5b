"""Keys for signed certificates: docs/certificates.md. Everything is off while the folder is empty or missing."""

from lms.env import env

SIGNING_KEYS = env.str("SIGNING_KEYS", default="")
"""Folder with `site.p12` (or `.pem`), `<pk of an organization>.p12`, `credential.pem`; readable by the worker only."""
SIGNING_PASSPHRASE = env.str("SIGNING_PASSPHRASE", default="")
"""Opens all of them; never stored, never logged."""
SIGNING_TSA_URL = env.str("SIGNING_TSA_URL", default="")
"""A time stamp authority lifts signatures from PAdES B-B to B-LT; the worker then needs a network."""

ESIGN_URL = env.str("ESIGN_URL", default="")
"""Esign Client Service of BSrE in the own network; empty: officials sign elsewhere, and the files are brought back."""
ESIGN_USER = env.str("ESIGN_USER", default="")
ESIGN_PASSWORD = env.str("ESIGN_PASSWORD", default="")
"""Of the application at that service. The passphrase of an official is typed each time and is no setting."""
