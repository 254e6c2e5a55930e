"""Addresses of parties, people, themes and places."""

from django.urls import path

from agreements.entities import views

urlpatterns = [
    path("parties/", views.parties, name="parties"),
    path("parties/<slug:slug>/", views.party, name="party"),
    path("people/", views.people, name="people"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("themes/", views.themes, name="themes"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("places/", views.places, name="places"),
    path("places/<slug:slug>/", views.place, name="place"),
]
