"""Addresses of the pages about the archive as a whole."""

from django.urls import path

from agreements.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("about/style/", views.style, name="style"),
]
