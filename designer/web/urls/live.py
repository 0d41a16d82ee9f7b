"""What is new, and who is here."""

from django.urls import path

from designer.web.views.live import live, shared_live

urlpatterns = [
    path("d/<int:number>/live/", live, name="live"),
    path("s/<str:token>/live/", shared_live, name="shared_live"),
]
