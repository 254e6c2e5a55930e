"""The second factor: a code of six digits from an app (TOTP, RFC 6238), or a recovery code.

The app's secret, the count of codes that were used and the clock's drift are django-otp's; recovery codes are ours,
because django-otp keeps them in clear.
"""

from base64 import b32encode
from typing import Any

import segno
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from archive.accounts import events, sessions
from archive.accounts.models import RecoveryCode

CODES = 8  # recovery codes that a user is given
NAME = "app"
_BEGUN = "second_factor_begun"  # in a session: the app that is being set up in it


def device_of(user: Any) -> TOTPDevice | None:
    """The app that a user has set up."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).order_by("-pk").first()


def begin(user: Any, session: SessionBase) -> TOTPDevice:
    """The app that a user is about to set up: the same secret until it is confirmed, and in this session only.

    Whoever else knows the password is shown another one, and cannot keep a copy of what the user confirms.
    """
    begun = TOTPDevice.objects.devices_for_user(user, confirmed=False).filter(pk=session.get(_BEGUN)).first()
    device = begun or TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)
    session[_BEGUN] = device.pk
    return device


def secret(device: TOTPDevice) -> str:
    """The secret as one types it into an app, in groups of four letters."""
    letters = b32encode(device.bin_key).decode()
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def picture(device: TOTPDevice) -> str:
    """The secret as a QR code: an address of the kind ``data:`` for an image, dark on light in any theme."""
    return segno.make(device.config_url, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff")


def confirm(user: Any, device: TOTPDevice, code: str) -> list[str] | None:
    """Set the app up, if the code is its own: the recovery codes, which are shown once. Other sessions end."""
    if verify_token(user, device.persistent_id, code) is None:
        return None
    codes = [RecoveryCode.draw() for _ in range(CODES)]
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=RecoveryCode.digest_of(code)) for code in codes)
        sessions.end_all(user.pk)
        events.log_when_saved("second-factor-set", user=user.get_username())
    device.confirmed = True
    return codes


def accepts(user: Any, code: str) -> bool:
    """Whether the code is the one that the user's app shows now; it is good once."""
    device = device_of(user)
    return device is not None and verify_token(user, device.persistent_id, code) is not None


def accepts_recovery(user: Any, code: str) -> bool:
    """Whether the code is one of the user's recovery codes; it is gone then."""
    used, _rows = RecoveryCode.objects.filter(user=user, digest=RecoveryCode.digest_of(code)).delete()
    if used:
        left = user.recovery_codes.count()
        events.log_when_saved("recovery-code-used", user=user.get_username(), left=left)
    return bool(used)


def reset(user: Any) -> bool:
    """Forget the app and the recovery codes of a user, and end their sessions; whether there was anything to forget."""
    with transaction.atomic():
        _gone, rows = TOTPDevice.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        sessions.end_all(user.pk)
        if rows:
            events.log_when_saved("second-factor-reset", user=user.get_username())
    return bool(rows)
