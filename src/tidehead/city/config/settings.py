"""Django's settings, all derived from the table in `environment`."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tidehead.city.config.environment import read_environment, secret_key

ENVIRONMENT = read_environment()
BASE_DIR = Path(__file__).resolve().parents[1]
DATA = ENVIRONMENT["DATA"]
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
PACK = ENVIRONMENT["PACK"]
SECRET_KEY = secret_key(DATA, ENVIRONMENT["SECRET_KEY"])
DEBUG = ENVIRONMENT["DEBUG"]
ALLOWED_HOSTS = ENVIRONMENT["ALLOWED_HOSTS"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "tidehead.city.common",
    "tidehead.city.accounts",
    "tidehead.city.shell",
    "tidehead.city.evidence",
    "tidehead.city.places",
    "tidehead.city.enterprises",
    "tidehead.city.posts",
    "tidehead.city.cases",
    "tidehead.city.indicators",
    "tidehead.city.plans",
    "tidehead.city.assessments",
    "tidehead.city.services",
    "tidehead.city.projects",
    "tidehead.city.tasks",
    "tidehead.city.clusters",
    "tidehead.city.chains",
    "tidehead.city.web",
    "tidehead.city.api",
    "tidehead.city.cli",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tidehead.city.accounts.middleware.RegionLanguageMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tidehead.city.accounts.middleware.SignInMiddleware",  # before anything reads the body of a stranger's request
    "tidehead.city.posts.middleware.PostsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "tidehead.city.config.urls"
WSGI_APPLICATION = "tidehead.city.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "tidehead.city.accounts.context.page_frame",
            ],
        },
    }
]


def _database() -> dict[str, object]:
    url = ENVIRONMENT["DATABASE_URL"] or f"sqlite:///{DATA / 'tidehead.sqlite3'}"
    database: dict[str, object] = environ.Env.db_url_config(url)
    if "sqlite" in str(database["ENGINE"]):
        database["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        }
    else:
        given = dict(database.get("OPTIONS") or {})
        database["OPTIONS"] = {**given, "pool": {"min_size": 1, "max_size": ENVIRONMENT["THREADS"] + 4}}
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "web:cockpit"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "tidehead.city.accounts.views.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "tidehead.city.accounts.addresses.client_address"
AXES_RESET_ON_SUCCESS = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["tidehead.city.config.formats"]
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA / "uploads")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 300

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
NINJA_PAGINATION_MAX_LIMIT = 10_000

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "tidehead.city.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT["HTTPS"]
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = f"tidehead_{ENVIRONMENT['PORT']}"
CSRF_FAILURE_VIEW = "tidehead.city.web.views.errors.csrf_refused"
if ENVIRONMENT["HTTPS"]:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

UPLOAD_BYTES = ENVIRONMENT["UPLOAD_MB"] * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_PAGES = (  # nowhere else does a form bring a file
    "evidence:upload",
    "enterprises:send",
    "assessments:new_run",
    "cases:move",
    "cases:attach",
    "tasks:act",
    "tasks:node",
    "services:ask",
    "services:act",
    "services:import_requests",
    "projects:lead_table",
    "projects:report",
)
FILE_UPLOAD_HANDLERS = ["tidehead.city.evidence.uploads.BoundedUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(DATA / "incoming")
(DATA / "incoming").mkdir(exist_ok=True)


MAILS_SENT = bool(ENVIRONMENT["EMAIL_URL"])
DEFAULT_FROM_EMAIL = ENVIRONMENT["EMAIL_FROM"]
BASE_URL = ENVIRONMENT["BASE_URL"] or f"http://{ENVIRONMENT['HOST']}:{ENVIRONMENT['PORT']}"
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs must not keep the worker from everything else
if MAILS_SENT:
    vars().update(environ.Env.email_url_config(ENVIRONMENT["EMAIL_URL"]))


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"asked_wrongly": {"()": "tidehead.city.config.logs.WithoutTraceback"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["asked_wrongly"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
