"""Objects of a design, each by its form."""

from django.urls import path

from designer.web.views.check_pattern import check_pattern
from designer.web.views.import_patterns import import_patterns
from designer.web.views.objects import add_object, decide, delete_object, edit_object, inspector, move_object
from designer.web.views.patterns import patterns

urlpatterns = [
    path("d/<int:number>/inspector/", inspector, name="inspector"),
    path("d/<int:number>/inspector/<path:key>", inspector, name="inspector_entity"),
    path("d/<int:number>/add/entity/", add_object, {"kind": "entity"}, name="add_entity"),
    path("d/<int:number>/add/<slug:kind>/", add_object, name="add_object"),
    path("d/<int:number>/add/<slug:kind>/<path:owner>", add_object, name="add_inside"),
    path("d/<int:number>/edit/<path:key>", edit_object, name="edit_object"),
    path("d/<int:number>/delete/<path:key>", delete_object, name="delete_object"),
    path("d/<int:number>/move/<path:key>", move_object, name="move_object"),
    path("d/<int:number>/decide/<path:key>", decide, name="decide"),
    path("d/<int:number>/patterns/", patterns, name="patterns"),
    path("d/<int:number>/patterns/import/", import_patterns, name="import_patterns"),
    path("d/<int:number>/patterns/check/", check_pattern, name="check_pattern"),
]
