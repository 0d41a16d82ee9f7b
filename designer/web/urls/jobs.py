"""Work in the background."""

from django.urls import path

from designer.web.views.jobs import cancel_job

urlpatterns = [path("d/<int:number>/jobs/<uuid:job>/cancel/", cancel_job, name="cancel_job")]
