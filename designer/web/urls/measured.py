"""Measuring access patterns on made rows."""

from django.urls import path

from designer.web.views.measured import measure, measured

urlpatterns = [
    path("d/<int:number>/measured/", measured, name="measured"),
    path("d/<int:number>/measured/start/", measure, name="measure"),
]
