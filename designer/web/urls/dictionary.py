"""The data dictionary."""

from django.urls import path

from designer.web.views.dictionary import dictionary

urlpatterns = [path("d/<int:number>/dictionary/", dictionary, name="dictionary")]
