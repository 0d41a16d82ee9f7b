"""Designs as rows. Every table begins with the team; what an object is made of is a row of its own table."""

from designer.store.models.audit import Action, AuditEntry
from designer.store.models.constraints import (
    Check,
    Denormalization,
    Dependency,
    DependencyColumn,
    Exclusion,
    ExclusionPart,
    Index,
    IndexPart,
    Key,
    KeyColumn,
)
from designer.store.models.designs import Design, Layout, Requirements, Revision, Source
from designer.store.models.entities import (
    Attribute,
    Entity,
    EntityParent,
    PartitionKey,
    Relationship,
    RelationshipColumn,
)
from designer.store.models.objects import (
    Composite,
    Domain,
    DomainCheck,
    Enum,
    EnumValue,
    Extension,
    Namespace,
    Opaque,
    Sequence,
)
from designer.store.models.sharing import ShareLink, SharePart
from designer.store.models.teams import Invitation, Membership, Role, Team
from designer.store.models.usage import AccessPattern, Decision, Invariant, InvariantColumn
from designer.store.models.versions import Version

__all__ = [
    "AccessPattern",
    "Action",
    "Attribute",
    "AuditEntry",
    "Check",
    "Composite",
    "Decision",
    "Denormalization",
    "Dependency",
    "DependencyColumn",
    "Design",
    "Domain",
    "DomainCheck",
    "Entity",
    "EntityParent",
    "Enum",
    "EnumValue",
    "Exclusion",
    "ExclusionPart",
    "Extension",
    "Index",
    "IndexPart",
    "Invariant",
    "InvariantColumn",
    "Invitation",
    "Key",
    "KeyColumn",
    "Layout",
    "Membership",
    "Namespace",
    "Opaque",
    "PartitionKey",
    "Relationship",
    "RelationshipColumn",
    "Requirements",
    "Revision",
    "Role",
    "Sequence",
    "ShareLink",
    "SharePart",
    "Source",
    "Team",
    "Version",
]
