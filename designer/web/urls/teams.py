"""Teams, their members and invitations."""

from django.urls import path

from designer.web.views import invitations, teams
from designer.web.views.audit import audit, audit_csv
from designer.web.views.team_rules import team_rules

urlpatterns = [
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:team>/", teams.team, name="team"),
    path("teams/<int:team>/switch/", teams.switch_team, name="switch_team"),
    path("teams/<int:team>/rename/", teams.team_rename, name="team_rename"),
    path("teams/<int:team>/reviews/", teams.team_reviews, name="team_reviews"),
    path("teams/<int:team>/rules/", team_rules, name="team_rules"),
    path("teams/<int:team>/transfer/", teams.team_transfer, name="team_transfer"),
    path("teams/<int:team>/leave/", teams.team_leave, name="team_leave"),
    path("teams/<int:team>/invite/", teams.team_invite, name="team_invite"),
    path("teams/<int:team>/invitations/<uuid:invitation>/revoke/", teams.invitation_revoke, name="invitation_revoke"),
    path("teams/<int:team>/members/<int:user>/role/", teams.member_role, name="member_role"),
    path("teams/<int:team>/members/<int:user>/remove/", teams.member_remove, name="member_remove"),
    path("teams/<int:team>/audit/", audit, name="audit"),
    path("teams/<int:team>/audit.csv", audit_csv, name="audit_csv"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]
