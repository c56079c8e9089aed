"""The settings under which tests run: those of the product, started without an environment."""

import os

# A developer's own settings would change cookies, redirections and the storage of static files.
os.environ.pop("DEBUG", None)
os.environ.pop("ALLOWED_HOSTS", None)
os.environ.pop("CSRF_TRUSTED_ORIGINS", None)
os.environ.pop("GOOGLE_SERVICE_ACCOUNT_FILE", None)
os.environ.pop("GOOGLE_API_BASE", None)
os.environ.pop("DERRIERE_PROXY", None)
os.environ.setdefault("SECRET_KEY", "seulement-pour-les-tests-0123456789-abcdefghijklmnop")
os.environ["DEMONSTRATION"] = "1"

from config.settings import *  # noqa: F403
from config.settings import DATABASES
from config.settings import STORAGES as _STORAGES

# Hashed names need a `collectstatic`; one test runs it, with the storage of production.
STORAGES = _STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Signing in hundreds of times with Argon2 would take minutes.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EXECUTIONS_EN_FIL = False
# Two runs on one server must not meet in one database.
if os.environ.get("NOM_BASE_DE_TEST"):
    DATABASES["default"]["TEST"] = {"NAME": os.environ["NOM_BASE_DE_TEST"]}
