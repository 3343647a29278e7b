"""All settings of the site, read from the environment, with defaults that run on one machine.

Every variable is described in README.md. Mistakes of a deployment are reported by the system checks in `checks.py`.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from whitenoise.compress import Compressor
from xstatic.pkg import bootstrap

from perfgoals.environment import env_bool, env_int, env_list, env_text, secret_key

# Lets `admin.ModelAdmin[Unit]` and its like run, so that generic classes can be typed everywhere.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
# The only folder the site writes to: database (SQLite), uploaded and exported files, collected static files, key.
DATA_DIR = Path(env_text("DATA_DIR", default=str(BASE_DIR / "var")))
# Shown in the page head and on the sign-in page; a bureau may have its own name for it.
PRODUCT_NAME = env_text("PRODUCT_NAME", default="绩效目标申报系统")

# --- Safety -----------------------------------------------------------------------------------------------------

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = secret_key(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", default=[])
# How many proxies of our own stand in front (nginx: 1); zero means that forwarded addresses are not believed.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

HTTPS = env_bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
# The load balancer and the service monitor ask by plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- Parts ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "perfgoals",
    "perfgoals.accounts",
    "indicators",
    "declarations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "perfgoals.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for a sign-in unless its view says otherwise (login_not_required).
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "perfgoals.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Last, as axes asks: it turns the lock-out signal of a sign-in into a page.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "perfgoals.urls"
WSGI_APPLICATION = "perfgoals.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "perfgoals.accounts.context.session",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database and background work -------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=60)
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Readers do not wait for the writer, and two writers queue up instead of failing half-way (IMMEDIATE).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Tasks wait in the database; `manage.py run_worker` runs them.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- People -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    # Signs nobody in; says what the role of administrator may do in the admin site.
    "perfgoals.accounts.backends.RoleBackend",
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Signed out after 30 minutes without a request.
SESSION_IDLE_SECONDS = 30 * 60
# Written at most once a minute, which the store adds on top: see accounts/sessions.py.
SESSION_RENEWED_EVERY = 60
SESSION_COOKIE_AGE = SESSION_IDLE_SECONDS + SESSION_RENEWED_EVERY
SESSION_ENGINE = "perfgoals.accounts.sessions"

# Five wrong passwords for one account from one address: 15 minutes of waiting. By account *and* address, so that
# nobody can lock out a colleague, and one office behind one address is not locked out as a whole.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# The sign-in page says 15 minutes: trying again meanwhile must not make it longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# No greeting in the log at every command.
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "perfgoals.accounts.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "perfgoals.network.client_address"

# --- Language, time, figures ------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["perfgoals.formats"]

# --- Files ------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static", ("bootstrap", bootstrap.BASE_DIR)]
# Uploaded and exported files are private: views hand them out after asking permissions, no address serves the folder.
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
# Compressing the source maps of Bootstrap takes longer than everything else together, and nobody downloads them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Large uploads wait on the same disk as everything else, and a full disk is an answer, not a crash.
FILE_UPLOAD_TEMP_DIR = DATA_DIR
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "perfgoals.uploads.CarefulUploadHandler",
]
# Of a request without its files: the longest form has some hundred rows of short texts.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# Last year's forms of a whole department are chosen at once: 500 of them. Who chooses more is told so by the page
# (perfgoals/uploads.py keeps none beyond that); from here on Django refuses the request as such.
DATA_UPLOAD_MAX_NUMBER_FILES = 5_000

# A virus scanner for attached files, such as "clamdscan --no-summary -": reads one from its standard input and ends
# with 0 (clean) or 1 (infected). Without one, files are only told by their content.
EVIDENCE_SCANNER = env_text("EVIDENCE_SCANNER", default="")
# Days after which an import that nobody confirmed is given up, and the files of one given up are removed.
IMPORT_KEEP_DAYS = env_int("IMPORT_KEEP_DAYS", default=30)

# --- Log --------------------------------------------------------------------------------------------------------

LOG_LEVEL = env_text("LOG_LEVEL", default="INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers would mail the administrators or speak only with DEBUG on: one console for all.
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        # Font subsetting tells a page of trivia per PDF.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
