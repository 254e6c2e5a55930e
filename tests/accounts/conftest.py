"""Accounts, a clock that can be moved, and the lines of the security log."""

import datetime
import io
import logging
import logging.config
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp import models as totp

from agreements.rules.roles import CATALOGUERS
from archive.accounts import second_factor

PASSWORD = "four test words seventeen"
LOGIN = "/admin/login/"


class Clock:
    """The time that the archive sees; it stands still but for `move`."""

    def __init__(self) -> None:
        self.now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)

    def move(self, **time: float) -> None:
        self.now += datetime.timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    monkeypatch.setattr(totp.time, "time", lambda: clock.now.timestamp())
    return clock


@pytest.fixture
def cataloguer(db: None) -> User:
    """A cataloguer with a password."""
    user = User.objects.create_user("test-cataloguer", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=CATALOGUERS))
    return user


@pytest.fixture
def two_steps(settings: Any) -> None:
    """A public site: the second factor is asked for."""
    settings.SECOND_FACTOR = True


@pytest.fixture
def log() -> Iterator[Callable[[], list[str]]]:
    """What the log holds since the last question, line by line, as it is written in operation."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    configured: Any = settings.LOGGING
    configurator = logging.config.DictConfigurator({"version": 1})
    handler.setFormatter(configurator.configure_formatter(dict(configured["formatters"]["line"])))
    loggers = [logging.getLogger(name) for name in ("archive.security", "django.request", "django.security")]
    for logger in loggers:
        logger.addHandler(handler)

    def lines() -> list[str]:
        written = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        return written.split("\n")[:-1]

    yield lines
    for logger in loggers:
        logger.removeHandler(handler)


def try_password(password: str, name: str = "test-cataloguer", address: str = "192.0.2.1", **more: Any) -> Any:
    """One attempt to sign in, by a browser of its own unless one is given."""
    client = more.pop("client", None) or Client()
    data = {"username": name, "password": password, "next": more.pop("next", "/admin/")}
    return client.post(LOGIN, data, REMOTE_ADDR=address, **more)


def device(user: User) -> Any:
    """The app of a user, set up long ago."""
    return totp.TOTPDevice.objects.create(user=user, name=second_factor.NAME)


def apps_of(user: User) -> Any:
    """The apps that a user has set up, or begun to."""
    return totp.TOTPDevice.objects.filter(user=user)


def code_of(app: Any, clock: Clock) -> str:
    """What the app shows at this time."""
    shown = TOTP(app.bin_key)
    shown.time = clock.now.timestamp()
    return f"{shown.token():06d}"


def is_in(client: Client) -> bool:
    """Whether the first page of the admin is open."""
    return bool(client.get("/admin/").status_code == 200)
