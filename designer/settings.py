"""Django's settings. Everything that differs between installations comes from the environment."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC

from designer.configuration import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
_environment = Environment()

# The demo serves one person on one machine: no sign-in, loopback only.
DEMO = _environment.flag("DESIGNER_DEMO")
DEBUG = _environment.flag("DESIGNER_DEBUG")
SECRET_KEY = _environment.secret_key()
ALLOWED_HOSTS = _environment.listed("DESIGNER_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = _environment.listed("DESIGNER_ORIGINS")

INSTALLED_APPS = [
    "designer.web",
    "designer.jobs",
    "designer.store",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "designer.web.tracing.Traced",
    "designer.web.metrics.Measured",
    "designer.web.api.boundary.ApiBoundary",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "designer.web.patience.Patience",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "designer.web.middleware.DemoSignIn",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "designer.web.middleware.FragmentErrors",
]

ROOT_URLCONF = "designer.urls"
WSGI_APPLICATION = "designer.wsgi.application"
ASGI_APPLICATION = "designer.asgi.application"

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
                "csp.context_processors.nonce",
            ],
        },
    },
]

FORM_RENDERER = "designer.web.rendering.Renderer"

DATABASES = _environment.databases()
# In the database, so that attempts are counted across all web processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

AUTHENTICATION_BACKENDS = ["designer.web.signing_in.SessionBackend"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "designer.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "designer.web.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Schema Designer"

# With a mail host, addresses are confirmed. Without one no message leaves; the demo prints them.
SENDS_MAIL = bool(_environment.variables.get("DESIGNER_MAIL_HOST"))
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SENDS_MAIL else "none"
# In the browser that the account was made in; whoever came by an invitation is led back to it.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
MFA_ALLOW_UNVERIFIED_EMAIL = not SENDS_MAIL
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SENDS_MAIL else 'console' if DEMO else 'dummy'}.EmailBackend"
vars().update(_environment.mail())
# Accounts are made by an administrator unless the installation opens its door.
SIGNUP_OPEN = _environment.flag("DESIGNER_SIGNUP")

SESSION_ENGINE = "designer.web.sessions"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

# With a directory of collected files (production) each has its hash in its name and is kept for ever by
# browsers; without one, as in the demo and the tests, files are served from where they lie.
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = _environment.variables.get("DESIGNER_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is kept on a web host
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if STATIC_ROOT
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# Whether /events/ is served here, by `designer.asgi`; without it, pages ask every few seconds.
STREAMS = _environment.flag("DESIGNER_STREAMS")

# What mails and messages to webhooks lead to: they are made by workers, which no request tells it.
PUBLIC_URL = _environment.public_url(ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS)
# Webhooks at private addresses, and without TLS, only where the installation says so; never at a cloud's own services.
WEBHOOK_PRIVATE = DEMO or _environment.flag("DESIGNER_WEBHOOK_PRIVATE")

IMPORT_MAX_BYTES = 20 * 2**20  # a dump of a very large schema, all its files together
IMPORT_JOB_BYTES = 500_000  # above this a worker reads it: about a second's work
# Databases at private addresses are read only where the installation says so, files and sockets of this machine
# only in the demo, whose one user could read them anyway.
IMPORT_PRIVATE = DEMO or _environment.flag("DESIGNER_IMPORT_PRIVATE")
IMPORT_LOCAL_FILES = DEMO
DATA_MAX_BYTES = 400 * 2**20  # a million rows of twenty columns, all files of a look together
# A form over the limit is still read, so that it can be shown again with what was typed in it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * IMPORT_MAX_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the rows of the largest form, each of several fields

API_REQUESTS_PER_MINUTE = _environment.number("DESIGNER_API_RATE", 600)  # of one token

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE, STRICT_DYNAMIC],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["htmx"],
    }
}
# HTTPS is declared by the installation, since only it knows what stands in front.
HTTPS = _environment.flag("DESIGNER_HTTPS")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(health|ready|metrics)$"]  # asked from inside, past the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Whether other hosts of the domain are served by HTTPS alone is not for this application to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
BEHIND_PROXY = _environment.flag("DESIGNER_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# /metrics answers whoever brings this token, and nobody where there is none.
METRICS_TOKEN = _environment.variables.get("DESIGNER_METRICS_TOKEN", "")
_environment.metrics_directory()
LOG_FORMAT = _environment.choice("DESIGNER_LOG_FORMAT", ("text", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "designer.web.logs.Lines",
            "fmt": "%(asctime)s %(levelname)s %(name)s%(of_request)s: %(message)s",
        },
        "json": {"()": "designer.web.logs.JsonLines"},
    },
    "filters": {"without_tokens": {"()": "designer.web.logs.WithoutTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["without_tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING" if DEMO else "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"propagate": True},
        "procrastinate.blueprints": {"level": "WARNING"},  # it tells of each task at every start
    },
}

CONFIGURATION_PROBLEMS = tuple(_environment.problems)
