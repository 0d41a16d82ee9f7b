"""What a design is: entities, their attributes and constraints, and what is known about their use.

All values are frozen and hashable. References hold ids, never names and never parent pointers;
expressions, defaults and types are the text their author wrote. Lists at the top level are sorted
by qualified name; attributes, key parts and enum values keep their order.
"""

from designer.schema.model.attributes import Attribute, Generated, Identity, NotNull, ValueShare
from designer.schema.model.constraints import Check, Exclusion, ExclusionElement, Index, IndexKey, PrimaryKey, Unique
from designer.schema.model.dependencies import Denormalization, FunctionalDependency, MultivaluedDependency
from designer.schema.model.entities import (
    REFERENTIAL_ACTIONS,
    Entity,
    PartitionBy,
    PartitionKey,
    PartitionOf,
    Relationship,
    ReplicaIdentity,
    RowSecurity,
)
from designer.schema.model.objects import (
    Composite,
    CompositeAttribute,
    Domain,
    Enum,
    EnumValue,
    Extension,
    Namespace,
    Opaque,
    Sequence,
)
from designer.schema.model.surroundings import RETIRED, Decision, Dialect, Group, Layout, View
from designer.schema.model.usage import INVARIANT_KINDS, AccessPattern, Invariant, Parameter, Requirements

__all__ = [
    "INVARIANT_KINDS",
    "REFERENTIAL_ACTIONS",
    "RETIRED",
    "AccessPattern",
    "Attribute",
    "Check",
    "Composite",
    "CompositeAttribute",
    "Decision",
    "Denormalization",
    "Dialect",
    "Domain",
    "Entity",
    "Enum",
    "EnumValue",
    "Exclusion",
    "ExclusionElement",
    "Extension",
    "FunctionalDependency",
    "Generated",
    "Group",
    "Identity",
    "Index",
    "IndexKey",
    "Invariant",
    "Layout",
    "MultivaluedDependency",
    "Namespace",
    "NotNull",
    "Opaque",
    "Parameter",
    "PartitionBy",
    "PartitionKey",
    "PartitionOf",
    "PrimaryKey",
    "Relationship",
    "ReplicaIdentity",
    "Requirements",
    "RowSecurity",
    "Sequence",
    "Unique",
    "ValueShare",
    "View",
]
