"""Addresses of the insights: the page, and each chart as a file."""

from django.urls import path

from agreements.insights import views

urlpatterns = [
    path("insights/", views.insights, name="insights"),
    path("insights/<slug:chart>.svg", views.chart_svg, name="insight-svg"),
    path("insights/<slug:chart>.csv", views.chart_csv, name="insight-csv"),
]
