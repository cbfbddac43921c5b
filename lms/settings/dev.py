"""For one machine: no TLS, friendly errors, the demo app."""

from .base import *
from .base import INSTALLED_APPS, STATE_DIR, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="for-development-only-change-me-in-production-0000000000")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver", *env.list("ALLOWED_HOSTS", default=[])]
BASE_URL = env.str("BASE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}")
WAGTAILADMIN_BASE_URL = BASE_URL
INSTALLED_APPS = ["demo", *INSTALLED_APPS]

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)
SIGNING_KEYS = env.str("SIGNING_KEYS", default=f"{STATE_DIR}/keys")
