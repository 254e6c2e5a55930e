"""The site with the room of notices."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from archive.urls import handler400, handler403, handler404, handler500
from archive.urls import urlpatterns as site
from tests.third import views

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *site,
    *i18n_patterns(
        path("notices/", views.notices, name="notices"),
        path("notices/<slug:record_id>/", views.notice, name="notice"),
    ),
]
