"""The archive with notices."""

from archive.settings import *  # noqa: F403
from archive.settings import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.third"]
ROOT_URLCONF = "tests.third.urls"
# Pages name style sheets as they are, collected or not.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
