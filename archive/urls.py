"""The addresses of the site: pages for readers are below a language, everything else is not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, register_converter

from agreements.entries.converters import Cited
from agreements.entries.views import permanent
from agreements.pages.sitemaps import sitemap, sitemap_index
from agreements.pages.views import icon, robots, root_redirect
from archive import health

register_converter(Cited, "cited")

urlpatterns = [
    path("", root_redirect, name="root"),
    path("id/<cited:record_id>", permanent, name="permanent"),
    path("id/<cited:record_id>/", permanent),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", icon, {"file": "favicon.ico"}, name="favicon"),
    path("apple-touch-icon.png", icon, {"file": "apple-touch-icon.png"}, name="apple-touch-icon"),
    path("sitemap.xml", sitemap_index, name="sitemaps"),
    path("sitemap-<section>.xml", sitemap, name="sitemap"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    *i18n_patterns(path("", include("agreements.urls"))),
]

handler400 = "archive.errors.bad_request"
handler403 = "archive.errors.permission_denied"
handler404 = "archive.errors.not_found"
handler500 = "archive.errors.server_error"
