"""Normal forms of a design's entities, and what to do about them. The entity is named by its id."""

from django.urls import path

from designer.web.views.keeping import normalize_keep
from designer.web.views.normalization import (
    normalization,
    normalize_add,
    normalize_apply,
    normalize_decide,
    normalize_entity,
)

urlpatterns = [
    path("d/<int:number>/normalize/", normalization, name="normalization"),
    path("d/<int:number>/normalize/<str:key>/", normalize_entity, name="normalize_entity"),
    path("d/<int:number>/normalize/<str:key>/add/", normalize_add, name="normalize_add"),
    path("d/<int:number>/normalize/<str:key>/decide/", normalize_decide, name="normalize_decide"),
    path("d/<int:number>/normalize/<str:key>/apply/", normalize_apply, name="normalize_apply"),
    path("d/<int:number>/normalize/<str:key>/keep/<str:dependency>/", normalize_keep, name="normalize_keep"),
]
