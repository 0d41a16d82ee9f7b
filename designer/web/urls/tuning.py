"""What the planner says of a design's access patterns."""

from django.urls import path

from designer.web.views.growth import growth
from designer.web.views.indexes import indexes, indexes_apply, matrix
from designer.web.views.pattern_plan import pattern_plan
from designer.web.views.tuning import tuning

urlpatterns = [
    path("d/<int:number>/tuning/", tuning, name="tuning"),
    path("d/<int:number>/pattern/<path:key>", pattern_plan, name="pattern_plan"),
    path("d/<int:number>/indexes/", indexes, name="indexes"),
    path("d/<int:number>/indexes/apply/", indexes_apply, name="indexes_apply"),
    path("d/<int:number>/indexes/matrix/", matrix, name="matrix"),
    path("d/<int:number>/growth/", growth, name="growth"),
]
