"""Settings, read from the environment; a bad value stops the start with its name."""

import logging
import time
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

# Morocco left UTC+1 for good on 2026-09-20. The zone files of the system may be
# older than that: only the pinned tzdata package is trusted.
zoneinfo.reset_tzpath(to=())

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DEBUG = env.bool("DEBUG", False)
# The local demonstration serves on loopback over plain HTTP, without DEBUG.
DEMONSTRATION = env.bool("DEMONSTRATION", False)

# How many times faster than the machine our clock runs, from its departure on: to train, and to try the planner.
HORLOGE_VITESSE = env.int("HORLOGE_VITESSE", 1, validate=validate.Range(min=1, max=3600))
if HORLOGE_VITESSE != 1 and not (DEBUG or DEMONSTRATION):
    raise ImproperlyConfigured("HORLOGE_VITESSE demande DEBUG=1 ou DEMONSTRATION=1 : une boutique vit à l’heure vraie.")
# Seconds since 1970; processes of one site share it, so that they agree on the time.
HORLOGE_DEPART = env.int("HORLOGE_DEPART", int(time.time()))

SECRET_KEY = env.str("SECRET_KEY", "cle-de-developpement-jamais-en-production" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY est obligatoire (sauf avec DEBUG=1).")

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
GOOGLE_SERVICE_ACCOUNT_FILE = env.str("GOOGLE_SERVICE_ACCOUNT_FILE", "")
# A local server that speaks like Google, for trials and tests: keys go nowhere else.
GOOGLE_API_BASE = env.str("GOOGLE_API_BASE", "").rstrip("/")
if GOOGLE_API_BASE and urlsplit(GOOGLE_API_BASE).hostname not in ("127.0.0.1", "localhost", "::1"):
    raise ImproperlyConfigured("GOOGLE_API_BASE ne peut désigner que cette machine (http://127.0.0.1:PORT).")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "tailwind",
    "config.theme",
    "parametre",
    "client",
    "article",
    "commande",
    "operatConfirme",
    "Prepacommande",
    "operatLogistic",
    "synchronisation",
    "kpis",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.CSRFDebugMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.SessionTimeoutMiddleware",
    "config.middleware.RoleRoutingMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "parametre.contexte.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "config.noyau.affichage",
                "commande.templatetags.affichage_commande",
            ],
        },
    }
]

SQLITE_LOCAL = BASE_DIR / "donnees_locales" / "yz_cmd.sqlite3"


def configurer_base(url: str) -> dict[str, Any]:
    """Return the DATABASES entry of a URL, with what each engine needs to be safe.

    SQLite: WAL, a busy timeout, and IMMEDIATE transactions, because a deferred one
    that upgrades from read to write fails at once with "database is locked".
    """
    try:
        base: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError:
        base = {}
    moteur = str(base.get("ENGINE", "")).rpartition(".")[2]
    if moteur not in ("sqlite3", "postgresql") or not base["NAME"]:
        # The value may hold a password: it is not repeated.
        raise ImproperlyConfigured(
            "DATABASE_URL est illisible : attendu postgres://utilisateur:mot_de_passe@serveur:5432/base "
            "ou sqlite:///chemin/du/fichier."
        )
    base.setdefault("OPTIONS", {})
    if moteur == "sqlite3":
        base["OPTIONS"] |= {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        base["CONN_MAX_AGE"] = 60
        base["CONN_HEALTH_CHECKS"] = True
    return base


DATABASE_URL = env.str("DATABASE_URL", "")
if not DATABASE_URL:
    SQLITE_LOCAL.parent.mkdir(exist_ok=True)
DATABASES = {"default": configurer_base(DATABASE_URL or f"sqlite:///{SQLITE_LOCAL}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "parametre.acces.BackendOperateur",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/connexion/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/connexion/"

# A list inside the list means AND: a shared office address never locks everybody.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "parametre.views.connexion_bloquee"
AXES_CLIENT_IP_CALLABLE = "parametre.acces.adresse_client"

LANGUAGE_CODE = "fr"
# One language until the Arabic catalogue exists: half of a page in each helps nobody.
LANGUAGES = [("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Africa/Casablanca"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.noyau.statiques.StockageHache"
    },
}
# Serves what `collectstatic` has not gathered yet.
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = BASE_DIR / "donnees_locales" / "media"
MEDIA_URL = "/media/"
# Runs that a page starts go on behind it; tests wait for them.
EXECUTIONS_EN_FIL = True
TAILWIND_APP_NAME = "config.theme"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

HTTPS = not DEBUG and not DEMONSTRATION
# The proxy in front redirects; asking for it here too is for those who have none.
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", False)
SILENCED_SYSTEM_CHECKS = ["security.W008"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# A load balancer asks for health over plain HTTP, and learns nothing else.
SECURE_REDIRECT_EXEMPT = [r"^sante/"]
DERRIERE_PROXY = env.bool("DERRIERE_PROXY", False)
if DERRIERE_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "parametre.views.refus_csrf"
X_FRAME_OPTIONS = "DENY"

# Seconds without a request, and seconds since sign-in, after which a session ends.
SESSION_INACTIVITE_MAX = env.int("SESSION_INACTIVITE_MAX", 30 * 60, validate=validate.Range(min=1))
SESSION_DUREE_MAX = env.int("SESSION_DUREE_MAX", 12 * 3600, validate=validate.Range(min=1))
SESSION_COOKIE_AGE = SESSION_DUREE_MAX

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.noyau.journal.FormateurJson"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL", logging.INFO)},
    "loggers": {
        # It writes four lines at each sign-in; ours says who, by number.
        "axes": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
