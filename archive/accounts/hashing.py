"""Passwords are hashed in a lane of their own: however many are tried, most threads are left to readers.

Hashing takes a large part of a second of one processor. It runs outside of Python's global lock, so the threads that
do not hash go on.
"""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from agreements.base.lanes import Busy, Lane

PASSWORDS = Lane("passwords", places=2, waiting=2, patience=0.2)


class Crowded(Exception):
    """All places are taken: whoever signs in should come back in a moment."""


class Hasher(PBKDF2PasswordHasher):
    """Django's PBKDF2, in the lane. Passwords that were hashed with fewer rounds are hashed anew at the next sign-in.

    It is the only one: with two, the time of an answer would tell accounts of the older kind from unknown names.
    """

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        try:
            with PASSWORDS.place():
                return super().encode(password, salt, iterations)
        except Busy as full:
            raise Crowded from full
