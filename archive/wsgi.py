"""The WSGI application, for gunicorn or any other server."""

import os
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http.response import HttpResponseBase

from archive import messages, variables


class Site(WSGIHandler):
    """The site, also below a path (``SCRIPT_NAME``), whether the proxy in front leaves that on or not."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> HttpResponseBase:
        """Answer a request: Django is told the rest of the path."""
        if prefix := settings.FORCE_SCRIPT_NAME:
            path = environ["PATH_INFO"]
            if f"{path}/".startswith(f"{prefix}/"):
                environ["PATH_INFO"] = path[len(prefix) :]
            environ["SCRIPT_NAME"] = prefix
        return super().__call__(environ, start_response)


variables.set_default("DJANGO_SETTINGS_MODULE", "archive.settings")
messages.compile_messages(variables.var_dir())
django.setup(set_prefix=False)
# Gunicorn reads it at each request, and answers 500 where the proxy has taken the path away.
os.environ.pop("SCRIPT_NAME", None)

application = Site()
