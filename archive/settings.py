"""Settings of the archive, read from the environment. Every default is the safe one.

``python -m archive.serve`` (what ``make serve`` runs) and ``manage.py`` start an embedded database and make a secret
key where the environment names none. docs/operate.md lists the variables.
"""

import logging
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

from agreements.base import codes
from agreements.base.database import READER
from archive import databases, messages, variables
from archive.variables import BASE_DIR

VAR_DIR = variables.var_dir()


def database(variable: str, url: str) -> dict[str, Any]:
    """Django's description of the PostgreSQL database at ``url``, the value of ``variable``: any form libpq accepts."""
    dsn = databases.parameters(variable, url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": dsn.pop("dbname", ""),
        "USER": dsn.pop("user", ""),
        "PASSWORD": dsn.pop("password", ""),
        "HOST": dsn.pop("host", ""),
        "PORT": dsn.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A pooler that shares connections by the transaction has no cursors beyond one, and no options at the start.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": "archive", **dsn},
        "TEST": {"NAME": variables.text("TEST_DATABASE", "test_archive")},
    }


def time_zone(name: str) -> str:
    """The zone in which times are shown to people; anything that the machine does not know is an error."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(f"ARCHIVE_TIME_ZONE={name}: name a zone as in Asia/Almaty, or UTC.") from error
    return name


def sides(countries: list[str]) -> list[str]:
    """The two sides of the archive; anything but two different countries is an error."""
    if len(countries) != 2 or countries[0] == countries[1] or not codes.COUNTRIES.issuperset(countries):
        raise ImproperlyConfigured(
            f"ARCHIVE_SIDES={','.join(countries)}: "
            "name two different countries by their codes in ISO 3166-1, as in RU,KZ."
        )
    return countries


SECRET_KEY = variables.text("DJANGO_SECRET_KEY")
DEBUG = variables.flag("DEBUG", default=False)
# HTTPS=0, which `make serve` sets on a loopback address: no redirect to HTTPS, no HSTS, no secure cookies.
HTTPS = variables.flag("HTTPS", default=True)
ALLOWED_HOSTS = variables.hosts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
# The one address of the archive, whatever host served a page: in canonical links, citations, identifiers, the sitemap.
SITE_URL = variables.site("SITE_URL", ALLOWED_HOSTS, https=HTTPS)
# Where the terms are under which what the record says may be used; where none is named, the page about the archive.
RECORD_LICENCE = variables.text("RECORD_LICENCE").strip()
CSRF_TRUSTED_ORIGINS = variables.origins("CSRF_TRUSTED_ORIGINS")

DATABASES = {"default": database("DATABASE_URL", variables.text("DATABASE_URL"))}
if reader := variables.text("READER_DATABASE_URL"):
    DATABASES[READER] = database("READER_DATABASE_URL", reader)
DATABASE_ROUTERS = ["agreements.base.database.ReadersRouter", "agreements.search.router.IndexRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "agreements",
    "archive.apps.ArchiveConfig",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "archive.accounts.apps.AccountsConfig",
    "archive.accounts.apps.ArchiveAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_filters",
]

MIDDLEWARE = [
    "archive.middleware.ContentSecurityPolicy",
    "archive.middleware.PassingFaults",
    "django.middleware.security.SecurityMiddleware",
    "archive.middleware.KnownHost",
    "archive.middleware.StaticFiles",
    "archive.middleware.Methods",
    "archive.middleware.Compression",
    "archive.accounts.middleware.Sessions",
    "archive.middleware.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "archive.accounts.middleware.WhoActs",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "archive.middleware.Freshness",
    "archive.middleware.SessionOver",
    "archive.middleware.ReadersTransaction",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "agreements.pages.context_processors.site",
            ],
            "libraries": {
                "exports": "agreements.exports.tags",
                "citations": "agreements.citations.tags",
                "documents": "agreements.documents.tags",
                "cataloguing": "agreements.admin.tags",
                "comparison": "agreements.compare.tags",
                "operating": "archive.tags",
            },
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "agreements.pages.tags",
            ],
        },
    },
]
FORM_RENDERER = "archive.form_parts.Renderer"

# The pair of countries whose documents are kept (ISO 3166-1), in the order of the archive's name.
ARCHIVE_SIDES = sides(variables.values("ARCHIVE_SIDES", "RU,KZ"))

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]
MESSAGES = messages.folder(VAR_DIR)
LOCALE_PATHS = [MESSAGES, MESSAGES / "_django"]  # the second: messages that Django lacks
FORMAT_MODULE_PATH = "archive.formats"
TIME_ZONE = time_zone(variables.text("ARCHIVE_TIME_ZONE", "UTC"))
USE_TZ = True

# The path below which the site lies, where a proxy has given the rest of the host to others.
FORCE_SCRIPT_NAME = variables.path_prefix("SCRIPT_NAME") or None
LANGUAGE_COOKIE_PATH = SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{FORCE_SCRIPT_NAME or ''}/"

STATIC_URL = "static/"  # below that path
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # a file that a running server knows never changes
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "archive.accounts.passwords.Length"},
    {"NAME": "archive.accounts.passwords.Guessable"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["archive.accounts.hashing.Hasher"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_ENGINE = "archive.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # and before that as archive/accounts/sessions.py says
# A code from an app after the password; SECOND_FACTOR=0 where nobody but oneself can reach the machine.
SECOND_FACTOR = variables.flag("SECOND_FACTOR", default=HTTPS)
OTP_TOTP_ISSUER = "Archive of Cultural Agreements"
OTP_TOTP_THROTTLE_FACTOR = 0  # archive/accounts/throttle.py does it, and never for ever

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# The name binds a cookie to this host (and, where the host is shared, to HTTPS at least): no other host can set it.
COOKIES = ("__Secure-" if FORCE_SCRIPT_NAME else "__Host-") if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIES}sessionid", f"{COOKIES}csrftoken"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "archive.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if variables.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A whole document with its clauses is one form: some hundred fields a clause would be too many for the default.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# What any visitor can send and nobody has to mend: a line in the log is enough.
REFUSALS = (
    "DisallowedHost",
    "DisallowedModelAdminLookup",
    "DisallowedModelAdminToField",
    "RequestDataTooBig",
    "SuspiciousFileOperation",
    "SuspiciousMultipartForm",
    "SuspiciousOperation",
    "TooManyFieldsSent",
    "TooManyFilesSent",
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without_traceback": {"()": "archive.logs.WithoutTraceback"},
        "without_passing": {"()": "archive.logs.WithoutPassing"},
        "faults_with_traceback": {"()": "archive.logs.WithoutTraceback", "below": logging.ERROR},
    },
    "formatters": {"line": {"()": "archive.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "pymorphy3": {"level": "WARNING"},
        "django.request": {"filters": ["without_passing", "faults_with_traceback"]},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        **{f"django.security.{refusal}": {"filters": ["without_traceback"]} for refusal in REFUSALS},
    },
}
