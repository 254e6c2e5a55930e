"""The addresses of the reading rooms, below each language."""

from django.urls import include, path

from agreements.insights import views as insights
from agreements.views import compare, documents, entities, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("about/style/", pages.style, name="style"),
    path("agreements/", documents.agreements, name="agreements"),
    path("agreements/<slug:record_id>/", documents.agreement, name="agreement"),
    path("", include("agreements.citations.urls")),
    path("agreements/<slug:record_id>/files/<int:pk>/", documents.attachment, name="attachment"),
    path("parties/", entities.parties, name="parties"),
    path("parties/<slug:slug>/", entities.party, name="party"),
    path("people/", entities.people, name="people"),
    path("people/<slug:slug>/", entities.person, name="person"),
    path("themes/", entities.themes, name="themes"),
    path("themes/<slug:slug>/", entities.theme, name="theme"),
    path("places/", entities.places, name="places"),
    path("places/<slug:slug>/", entities.place, name="place"),
    path("compare/", compare.compare_documents, name="compare"),
    path("insights/", insights.insights, name="insights"),
    path("insights/<slug:chart>.svg", insights.chart_svg, name="insight-svg"),
    path("insights/<slug:chart>.csv", insights.chart_csv, name="insight-csv"),
    path("suggest/", documents.suggestions, name="suggest"),
]
