"""Access patterns in another form."""

from django.urls import path

from designer.web.views.rewrites import rewrites, run_rewrites

urlpatterns = [
    path("d/<int:number>/rewrites/", rewrites, name="rewrites"),
    path("d/<int:number>/rewrites/start/", run_rewrites, name="run_rewrites"),
]
