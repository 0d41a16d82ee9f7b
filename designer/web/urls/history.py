"""Revisions."""

from django.urls import path

from designer.web.views.history import history, redo, undo, undo_last

urlpatterns = [
    path("d/<int:number>/history/", history, name="history"),
    path("d/<int:number>/history/<int:revision>/undo/", undo, name="undo"),
    path("d/<int:number>/history/undo/", undo_last, name="undo_last"),
    path("d/<int:number>/history/redo/", redo, name="redo"),
]
