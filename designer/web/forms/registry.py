"""Which form edits which kind of object, and what the kinds are called."""

from __future__ import annotations

from designer.web.forms.attributes import AttributeForm
from designer.web.forms.base import ObjectForm
from designer.web.forms.constraints import CheckForm, DomainCheckForm, ExclusionForm, PrimaryKeyForm, UniqueForm
from designer.web.forms.dependencies import DependencyForm
from designer.web.forms.design import DesignForm, GroupsForm, RequirementsForm
from designer.web.forms.entities import EntityForm
from designer.web.forms.indexes import IndexForm
from designer.web.forms.patterns import PatternForm
from designer.web.forms.relationships import RelationshipForm
from designer.web.forms.types import DomainForm, EnumForm, NamespaceForm, SequenceForm

FORMS: dict[str, type[ObjectForm]] = {
    form.kind: form
    for form in (
        AttributeForm, CheckForm, DependencyForm, DesignForm, DomainCheckForm, DomainForm, EntityForm, EnumForm,
        ExclusionForm, GroupsForm, IndexForm, NamespaceForm, PatternForm, PrimaryKeyForm, RelationshipForm,
        RequirementsForm, SequenceForm, UniqueForm,
    )
}  # fmt: skip

WORDS = {
    "entity": "table", "attribute": "column", "primary_key": "primary key", "unique": "unique constraint",
    "functional_dependency": "dependency", "access_pattern": "access pattern", "domain_check": "check",
    "schema": "schema", "layout": "groups", "multivalued_dependency": "multivalued dependency",
}  # fmt: skip


def word(kind: str) -> str:
    """What people call a kind of object."""
    return WORDS.get(kind, kind.replace("_", " "))
