"""Addresses of the files of entries."""

from django.urls import path

from agreements.entries import views

urlpatterns = [path("agreements/<slug:record_id>/files/<int:pk>/", views.attachment, name="attachment")]
