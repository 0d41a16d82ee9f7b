"""Versions, what lies between two of them, and the migration from one to the other."""

from django.urls import path

from designer.web.views.compare import compare
from designer.web.views.plan import plan, plan_files, plan_proof
from designer.web.views.versions import version_file, version_restore, version_tag, versions

urlpatterns = [
    path("d/<int:number>/versions/", versions, name="versions"),
    path("d/<int:number>/versions/<int:version>/tag/", version_tag, name="version_tag"),
    path("d/<int:number>/versions/<int:version>/restore/", version_restore, name="version_restore"),
    path("d/<int:number>/versions/<int:version>/file/", version_file, name="version_file"),
    path("d/<int:number>/compare/", compare, name="compare"),
    path("d/<int:number>/plan/", plan, name="plan"),
    path("d/<int:number>/plan/proof/", plan_proof, name="plan_proof"),
    path("d/<int:number>/plan/files/", plan_files, name="plan_files"),
]
