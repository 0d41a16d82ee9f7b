"""The workbench and the parts of it that are fetched alone."""

from django.urls import path

from designer.web.views.pins import pin, unpin_all
from designer.web.views.workbench import canvas, leaves, neighbourhood, workbench

urlpatterns = [
    path("d/<int:number>/", workbench, name="workbench"),
    path("d/<int:number>/canvas/", canvas, name="canvas"),
    path("d/<int:number>/leaves/<path:key>", leaves, name="leaves"),
    path("d/<int:number>/around/", neighbourhood, name="neighbourhood"),
    path("d/<int:number>/pin/", pin, name="pin"),
    path("d/<int:number>/unpin/", unpin_all, name="unpin_all"),
    path("d/<int:number>/<path:key>", workbench, name="workbench_entity"),
]
