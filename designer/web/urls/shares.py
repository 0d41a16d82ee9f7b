"""Shared links: made by members, opened by anybody who has one."""

from django.urls import path

from designer.web.views import shared, shared_comments, shares

urlpatterns = [
    path("d/<int:number>/shares/", shares.shares, name="shares"),
    path("d/<int:number>/shares/<uuid:share>/revoke/", shares.share_revoke, name="share_revoke"),
    path("s/<str:token>/", shared.shared, name="shared"),
    path("s/<str:token>/unlock/", shared.shared_unlock, name="shared_unlock"),
    path("s/<str:token>/dictionary/", shared.shared_dictionary, name="shared_dictionary"),
    path("s/<str:token>/findings/", shared.shared_findings, name="shared_findings"),
    path("s/<str:token>/comments/", shared_comments.shared_comments, name="shared_comments"),
    path("s/<str:token>/comments/<uuid:thread>/", shared_comments.shared_reply, name="shared_reply"),
    path("s/<str:token>/file/<slug:target>/", shared.shared_download, name="shared_download"),
    path("s/<str:token>/file/<slug:target>/making/", shared.shared_making, name="shared_making"),
    path("s/<str:token>/preview.png", shared.shared_preview, name="shared_preview"),
    path("e/<str:token>/", shared.shared_embed, name="shared_embed"),
]
