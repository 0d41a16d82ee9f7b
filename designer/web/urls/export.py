"""Exports and their proof."""

from django.urls import path

from designer.web.views.export import download, export, export_target, making, verify

urlpatterns = [
    path("d/<int:number>/export/", export, name="export"),
    path("d/<int:number>/export/verify/", verify, name="verify"),
    path("d/<int:number>/export/making/", making, name="making"),
    path("d/<int:number>/export/<slug:target>/", export_target, name="export_target"),
    path("d/<int:number>/export/<slug:target>/file/", download, name="download"),
]
