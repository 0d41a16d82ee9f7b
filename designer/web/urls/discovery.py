"""Files of data: what they say about keys and dependencies, and what a person takes from that."""

from django.urls import path

from designer.web.urls.later import Later

_DATA = "designer.web.views.data"

urlpatterns = [
    path("new/data/", Later(_DATA, "new_from_data"), name="new_from_data"),
    path("d/<int:number>/data/", Later(_DATA, "discovery"), name="discovery"),
    path("d/<int:number>/data/take/", Later(_DATA, "data_take"), name="data_take"),
    path("d/<int:number>/data/again/", Later(_DATA, "data_again"), name="data_again"),
    path("d/<int:number>/data/delete/", Later(_DATA, "data_delete"), name="data_delete"),
]
