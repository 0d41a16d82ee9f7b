"""Findings, and decisions about them."""

from django.urls import path

from designer.web.views.finding import finding, finding_apply, finding_dismiss
from designer.web.views.findings import findings, findings_apply, findings_dismiss, findings_reopen
from designer.web.views.score import retire, score, unretire

urlpatterns = [
    path("d/<int:number>/score/", score, name="score"),
    path("d/<int:number>/score/retire/<str:key>/", retire, name="retire"),
    path("d/<int:number>/score/unretire/<str:key>/", unretire, name="unretire"),
    path("d/<int:number>/findings/", findings, name="findings"),
    path("d/<int:number>/findings/apply/", findings_apply, name="findings_apply"),
    path("d/<int:number>/findings/dismiss/", findings_dismiss, name="findings_dismiss"),
    path("d/<int:number>/findings/reopen/", findings_reopen, name="findings_reopen"),
    path("d/<int:number>/findings/<slug:finding>/", finding, name="finding"),
    path("d/<int:number>/findings/<slug:finding>/apply/", finding_apply, name="finding_apply"),
    path("d/<int:number>/findings/<slug:finding>/dismiss/", finding_dismiss, name="finding_dismiss"),
]
