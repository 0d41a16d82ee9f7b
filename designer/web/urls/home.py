"""The first page, and new designs."""

from django.urls import path

from designer.web.views.home import home, home_counts, new_design, new_sample

urlpatterns = [
    path("", home, name="home"),
    path("counts/", home_counts, name="home_counts"),
    path("new/", new_design, name="new_design"),
    path("new/sample/", new_sample, name="new_sample"),
]
