"""Transactions at every isolation level."""

from django.urls import path

from designer.web.views.isolation import isolation, run_isolation

urlpatterns = [
    path("d/<int:number>/isolation/", isolation, name="isolation"),
    path("d/<int:number>/isolation/start/", run_isolation, name="run_isolation"),
]
