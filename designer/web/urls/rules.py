"""The rules, for everybody."""

from django.urls import path

from designer.web.views.rules import rule, rules

urlpatterns = [
    path("rules/", rules, name="rules"),
    path("rules/<slug:code>/", rule, name="rule"),
]
