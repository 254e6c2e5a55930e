"""The cookies of the admin: who may set them, who gets them, and who may read them."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client

from tests.site.test_variables import evaluated

SECRET = "Test password 17"


@pytest.mark.parametrize(
    ("environment", "prefix", "path"),
    [
        ({}, "__Host-", "/"),
        ({"SCRIPT_NAME": "/archive"}, "__Secure-", "/archive/"),
        ({"HTTPS": "0"}, "", "/"),
        ({"HTTPS": "0", "SCRIPT_NAME": "/archive"}, "", "/archive/"),
    ],
)
def test_cookies_are_bound_to_the_host_and_to_https(environment: dict[str, str], prefix: str, path: str) -> None:
    found = evaluated(**environment)
    for kind, name in (("SESSION", "sessionid"), ("CSRF", "csrftoken")):
        assert found[f"{kind}_COOKIE_NAME"] == prefix + name
        assert found[f"{kind}_COOKIE_SECURE"] is bool(prefix)
        assert found[f"{kind}_COOKIE_PATH"] == path
        assert f"{kind}_COOKIE_DOMAIN" not in found


@pytest.mark.django_db
def test_cookies_are_not_sent_with_forms_of_others_nor_read_by_scripts() -> None:
    User.objects.create_superuser("test-editor", password=SECRET)
    client = Client()
    client.get("/admin/login/")
    client.post("/admin/login/", {"username": "test-editor", "password": SECRET})
    cookies: Any = client.cookies
    assert django_settings.CSRF_COOKIE_NAME in cookies
    for cookie in cookies.values():
        assert (cookie["samesite"], cookie["httponly"], cookie["domain"]) == ("Lax", True, "")
