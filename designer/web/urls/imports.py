"""Paste or upload → preview → design."""

from django.urls import path

from designer.web.views.import_into import import_into
from designer.web.views.imports import import_cancel, import_create, import_preview, import_read, import_source

urlpatterns = [
    path("import/", import_source, name="import_source"),
    path("import/<uuid:draft>/", import_preview, name="import_preview"),
    path("import/<uuid:draft>/read/", import_read, name="import_read"),
    path("import/<uuid:draft>/cancel/", import_cancel, name="import_cancel"),
    path("import/<uuid:draft>/create/", import_create, name="import_create"),
    path("import/<uuid:draft>/into/<int:number>/", import_into, name="import_into"),
]
