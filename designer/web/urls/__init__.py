"""The application's addresses, area by area. A module per area, a line per module.

An entity's address is matched last, since its name may be anything: see `designer.web.links`.
"""

from django.urls import URLPattern, URLResolver

from designer.web.urls import (
    api,
    dictionary,
    discovery,
    export,
    findings,
    history,
    home,
    imports,
    isolation,
    jobs,
    live,
    measured,
    normalization,
    notices,
    objects,
    races,
    reviews,
    rewrites,
    rules,
    shares,
    teams,
    tuning,
    versions,
    workbench,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *home.urlpatterns,
    *api.urlpatterns,
    *imports.urlpatterns,
    *history.urlpatterns,
    *export.urlpatterns,
    *jobs.urlpatterns,
    *findings.urlpatterns,
    *versions.urlpatterns,
    *reviews.urlpatterns,
    *normalization.urlpatterns,
    *discovery.urlpatterns,
    *dictionary.urlpatterns,
    *rules.urlpatterns,
    *shares.urlpatterns,
    *live.urlpatterns,
    *teams.urlpatterns,
    *notices.urlpatterns,
    *tuning.urlpatterns,
    *measured.urlpatterns,
    *races.urlpatterns,
    *rewrites.urlpatterns,
    *isolation.urlpatterns,
    *objects.urlpatterns,
    *workbench.urlpatterns,  # last
]
