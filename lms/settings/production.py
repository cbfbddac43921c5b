"""Demands what has no safe default, nothing else."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import ALLOWED_HOSTS, BASE_URL, SECRET_KEY

for _name, _value in {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": ALLOWED_HOSTS, "BASE_URL": BASE_URL}.items():
    if not _value:
        raise ImproperlyConfigured(f"{_name} is not set. See docs/configuration.md.")
