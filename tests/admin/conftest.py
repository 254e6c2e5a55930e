"""The two roles of the archive's staff, logged in."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from agreements.rules.roles import CATALOGUERS, EDITORS


def _user(name: str, group: str) -> User:
    user = User.objects.create(username=name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def cataloguer() -> Client:
    client = Client()
    client.force_login(_user("test-cataloguer", CATALOGUERS))
    return client


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(_user("test-editor", EDITORS))
    return client
