"""Foreign keys: new ones NOT VALID and validated after, others there before those go that they replace."""

from collections.abc import Iterator
from dataclasses import replace

from designer.planning.drafts import Draft
from designer.planning.light import (
    is_small,
    same_but_for,
    swapped,
)
from designer.planning.refining import Refining
from designer.schema.model import Relationship
from designer.schema.ordering import in_order
from designer.sql.identifiers import NAME_BYTES, clip_bytes


class Links(Refining):
    """What foreign keys of a stage take."""

    def _is_new_link(self, link: Relationship) -> bool:
        before = self.stage.before
        child = self.stage.after.entity(link.child)
        if link.id in before.located or link.child not in before.located or not (link.validated and link.enforced):
            return False
        if link.child in self.stage.fresh:
            return False
        return not is_small(child, self.options) and not child.partition_by

    def _is_remade(self, link: Relationship) -> bool:
        """Whether a foreign key is there that no statement changes in place."""
        located = self.stage.before.located.get(link.id)
        child = self.stage.after.entity(link.child)
        if located is None or link.child in self.stage.fresh or is_small(child, self.options) or child.partition_by:
            return False
        known = link.name is not None and located.value.name == link.name and link.validated and link.enforced
        return known and not same_but_for(located.value, link, ("name", "comment", "validated", "deferrable", "x"))

    def _link(self, link: Relationship) -> Iterator[Draft]:
        lazy = replace(link, validated=False, comment=None)
        there = in_order(replace(self.at, relationships=(*self.at.relationships, lazy)))
        yield from self._to(there, f"add the foreign key {link.name}, for new rows")
        rest = tuple(one for one in self.at.relationships if one.id != link.id)
        valid = in_order(replace(self.at, relationships=(*rest, replace(link, comment=None))))
        yield from self._validation(valid, f"validate the foreign key {link.name}")

    def _remade(self, link: Relationship) -> Iterator[Draft]:
        """The new foreign key is there and validated, under another name, before the old one goes."""
        passage = clip_bytes(f"{link.name}_next", NAME_BYTES)
        coming = replace(link, id=f"{link.id} next", name=passage, validated=False, comment=None)
        there = in_order(replace(self.at, relationships=(*self.at.relationships, coming)))
        yield from self._to(there, f"add what replaces the foreign key {link.name}, for new rows")
        valid = replace(coming, validated=True)
        there = in_order(replace(self.at, relationships=swapped(self.at.relationships, coming.id, valid)))
        yield from self._validation(there, f"validate what replaces the foreign key {link.name}")
        alone = tuple(
            replace(one, name=link.name) if one.id == coming.id else one
            for one in self.at.relationships
            if one.id != link.id
        )
        yield from self._to(in_order(replace(self.at, relationships=alone)), f"drop the old foreign key {link.name}")
        self.at = in_order(replace(self.at, relationships=swapped(alone, coming.id, replace(link, comment=None))))
