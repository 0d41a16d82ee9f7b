"""The first page, and new designs."""

from django.urls import path

from designer.web.views.home import home, new_design, new_sample

urlpatterns = [
    path("", home, name="home"),
    path("new/", new_design, name="new_design"),
    path("new/sample/", new_sample, name="new_sample"),
]
