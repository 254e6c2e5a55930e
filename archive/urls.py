"""The addresses of the site: everything for readers stands under a language, the rest does not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from agreements.views.documents import permanent
from agreements.views.pages import front_door
from archive import health

urlpatterns = [
    path("", front_door, name="front-door"),
    path("id/<slug:record_id>", permanent, name="permanent"),
    path("id/<slug:record_id>/", permanent),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    *i18n_patterns(path("", include("agreements.urls"))),
]

handler404 = "archive.errors.not_found"
handler500 = "archive.errors.server_error"
