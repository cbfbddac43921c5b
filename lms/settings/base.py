"""Safe for production; `dev` and `test` loosen it, `production` demands what has no default."""

from django.utils.translation import gettext_lazy as _

from lms.database import sqlite_options
from lms.env import PROJECT, env
from lms.settings.people import *
from lms.settings.people import LOGIN_URL

from .signing import *

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
"""Old keys that still open sessions, links and second factors while a new one takes over."""
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="")
"""Public address without a trailing slash: the only host in QR codes, mails and PDFs."""

STATE_DIR = env.path("STATE_DIR", default=str(PROJECT / "var"))
"""Everything the site writes: database, media, private files."""
FONT_DIR = env.path("FONT_DIR", default=f"{STATE_DIR}/fonts")
"""Fonts cut for the PDFs; may be shared by several sites of one machine."""

INSTALLED_APPS = [
    "reports",
    "certificates",
    "quizzes",
    "bimtek",
    "courses",
    "members",
    "lms",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "phonenumber_field",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_q",
    "django_prometheus",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.middleware.ContentPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "lms.middleware.PersonalPagesMiddleware",
    "lms.middleware.DataSaverMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.middleware.AccountKeyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.views.second_factor.SecondFactorMiddleware",
    "lms.middleware.HugeNumberMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{STATE_DIR}/db.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = sqlite_options()
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache: shared by all processes of one machine; several machines need CACHE_URL=redis://…
FILE_CACHE = {"BACKEND": "lms.cache.SharedFileCache", "LOCATION": f"{STATE_DIR}/cache"}
CACHES = {
    "default": env.cache("CACHE_URL") if env.str("CACHE_URL", default="") else FILE_CACHE,
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# Wagtail
WAGTAIL_SITE_NAME = "Belajar KIM"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.services.review_ends.publish_reviewed"
WAGTAIL_AUTOSAVE_INTERVAL = 0
"""Off: on a slow line a click on "save" meets an autosave in flight, and the second new page fails on its slug."""
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILIMAGES_IMAGE_FORM_BASE = "members.forms.images.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "svg"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "members.forms.documents.DocumentForm"
WAGTAILDOCS_EXTENSIONS = [
    *("pdf", "docx", "xlsx", "pptx", "odt", "txt"),
    *("mp4", "webm", "mp3", "m4a", "ogg"),
]
VIDEO_LIMIT_MB = env.int("VIDEO_LIMIT_MB", default=50)
AUDIO_LIMIT_MB = env.int("AUDIO_LIMIT_MB", default=15)
DOCUMENT_LIMIT_MB = env.int("DOCUMENT_LIMIT_MB", default=10)
"""How large one uploaded file may be."""
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_PERMITTED_LANGUAGES = [("id-id", "Bahasa Indonesia"), ("en", "English")]

# Language and time
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LOCALE_PATHS = [PROJECT / "locale"]
TIME_ZONE = "Asia/Makassar"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(PROJECT / "static-root"))
STATICFILES_DIRS = [PROJECT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = f"{STATE_DIR}/media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{STATE_DIR}/private"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Jobs: see docs/jobs.md for the measurements behind these numbers
Q_CLUSTER = {
    "name": "lms",
    "orm": "default",
    "workers": 1,
    "bulk": 1,
    "queue_limit": 1,
    "timeout": 120,
    "retry": 300,
    "max_attempts": 5,
    "recycle": 50,
    "catch_up": False,
    "save_limit": 200,
    "poll": 1,
    "label": "Django Q",
}

if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    Q_CLUSTER["poll"] = 0.5
WORKER_CLUSTERS = env.int("WORKER_CLUSTERS", default=2)
"""Clusters of one worker each, all on this machine."""
JOB_LEASE_SECONDS = 150
"""How long a started job is left alone; must exceed the cluster's timeout, or a running job starts twice."""
JOB_PATIENCE_SECONDS = 60
"""How long a queued job may stay silent before the sweep queues it again."""

# Assignments: what a learner may hand in, and what may wait to be handed in; see docs/assignments.md
ASSIGNMENT_FILE_COUNT = env.int("ASSIGNMENT_FILE_COUNT", default=5)
ASSIGNMENT_FILE_LIMIT = env.int("ASSIGNMENT_FILE_LIMIT", default=10 * 1024 * 1024)
ASSIGNMENT_PIECE_LIMIT = 256 * 1024
ASSIGNMENT_TEXT_LIMIT = 20_000
UPLOAD_COUNT = env.int("UPLOAD_COUNT", default=20)
UPLOAD_BYTES = env.int("UPLOAD_BYTES", default=60 * 1024 * 1024)
UPLOAD_DAYS = env.int("UPLOAD_DAYS", default=14)

KIM_MEMBERS_AT_LEAST = env.int("KIM_MEMBERS_AT_LEAST", default=3)
"""A group with fewer people gets a hint in the register; offices ask for 3 to 10."""

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lms.views.pages.refuse_form"
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
"""Opens /metrics to a Prometheus that sends `Authorization: Bearer <token>`; without it only superusers see it."""
X_FRAME_OPTIONS = "DENY"  # Wagtail lifts this for its own previews
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
WAGTAIL_ADMIN_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-ancestors": ["'self'"],
}
"""Wagtail's admin writes code into its pages; still nothing may come from, or go to, another host."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="belajar-kim@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django-q": {"level": "WARNING"},  # it would write four lines for every job
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},  # what editors do is in Wagtail's own history
        "weasyprint.progress": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
