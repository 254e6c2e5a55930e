"""The WSGI application, for gunicorn or any other server."""

from django.core.wsgi import get_wsgi_application

from archive import variables

variables.set_default("DJANGO_SETTINGS_MODULE", "archive.settings")

application = get_wsgi_application()
