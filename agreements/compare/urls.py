"""The address of the comparison."""

from django.urls import path

from agreements.compare import views

urlpatterns = [path("compare/", views.compare_documents, name="compare")]
