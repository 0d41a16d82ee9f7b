"""Which form edits which kind of object, and what the kinds are called."""

from __future__ import annotations

from designer.web.forms.attributes import AttributeForm
from designer.web.forms.base import ObjectForm
from designer.web.forms.carried import CarriedForm, ExtensionForm
from designer.web.forms.composites import CompositeForm
from designer.web.forms.constraints import CheckForm, DomainCheckForm, ExclusionForm, PrimaryKeyForm, UniqueForm
from designer.web.forms.denormalizations import DenormalizationForm
from designer.web.forms.dependencies import DependencyForm, MultivaluedForm
from designer.web.forms.design import DesignForm
from designer.web.forms.entities import EntityForm
from designer.web.forms.indexes import IndexForm
from designer.web.forms.invariants import InvariantForm
from designer.web.forms.layout import GroupsForm
from designer.web.forms.patterns import PatternForm
from designer.web.forms.relationships import RelationshipForm
from designer.web.forms.requirements import RequirementsForm
from designer.web.forms.types import DomainForm, EnumForm, NamespaceForm, SequenceForm

FORMS: dict[str, type[ObjectForm]] = {
    form.kind: form
    for form in (
        AttributeForm, CarriedForm, CheckForm, CompositeForm, DenormalizationForm, DependencyForm, DesignForm,
        DomainCheckForm, DomainForm, EntityForm, EnumForm, ExclusionForm, ExtensionForm, GroupsForm, IndexForm,
        InvariantForm, MultivaluedForm, NamespaceForm, PatternForm, PrimaryKeyForm, RelationshipForm,
        RequirementsForm, SequenceForm, UniqueForm,
    )
}  # fmt: skip

WORDS = {
    "entity": "table", "attribute": "column", "primary_key": "primary key", "unique": "unique constraint",
    "functional_dependency": "dependency", "access_pattern": "access pattern", "domain_check": "check",
    "schema": "schema", "layout": "groups and notes", "multivalued_dependency": "multivalued dependency",
    "denormalization": "copy kept on purpose", "opaque": "statement", "composite": "composite type",
}  # fmt: skip


def word(kind: str) -> str:
    """What people call a kind of object."""
    return WORDS.get(kind, kind.replace("_", " "))
