"""Files of data: what they say about keys and dependencies, and what a person takes from that."""

from django.urls import path

from designer.web.views.data import data_again, data_delete, data_take, discovery, new_from_data

urlpatterns = [
    path("new/data/", new_from_data, name="new_from_data"),
    path("d/<int:number>/data/", discovery, name="discovery"),
    path("d/<int:number>/data/take/", data_take, name="data_take"),
    path("d/<int:number>/data/again/", data_again, name="data_again"),
    path("d/<int:number>/data/delete/", data_delete, name="data_delete"),
]
