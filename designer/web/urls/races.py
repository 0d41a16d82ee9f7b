"""Races for declared rules."""

from django.urls import path

from designer.web.views.races import races, run_races

urlpatterns = [
    path("d/<int:number>/races/", races, name="races"),
    path("d/<int:number>/races/start/", run_races, name="run_races"),
]
