"""Columns that are filled in batches, and NOT NULL that rests on something validated before."""

from collections.abc import Iterator
from dataclasses import replace

from designer.planning.backfill import backfilled
from designer.planning.drafts import Draft
from designer.planning.light import (
    swapped,
    with_column,
)
from designer.planning.refining import Refining
from designer.schema.model import Attribute, Check, Entity, NotNull
from designer.sql.identifiers import NAME_BYTES, clip_bytes, quote_identifier


class Columns(Refining):
    """What columns of a stage take."""

    def _filled(self, entity: Entity, attribute: Attribute) -> Iterator[Draft]:
        """A default that is computed for each row: set for new rows, then the old ones filled in batches."""
        now = self._entity(entity.id)
        filled = replace(next(one for one in now.attributes if one.id == attribute.id), default=attribute.default)
        yield from self._to(self._with(with_column(now, filled)), f"set the default of {attribute.name}")
        where = f"{quote_identifier(attribute.name, 'postgres')} IS NULL"
        value = f"{quote_identifier(attribute.name, 'postgres')} = DEFAULT"
        yield backfilled(self.at, self._entity(entity.id), value, where, self.options, (attribute.name,))

    def _not_null(self, entity: Entity, attribute: Attribute) -> Iterator[Draft]:
        """Through a constraint that is validated under a weak lock (named NOT NULL from 18 on, a check before)."""
        wanted = attribute.not_null or NotNull()
        title = f"{attribute.name} is not null"
        now = self._entity(entity.id)
        column = next(one for one in now.attributes if one.id == attribute.id)
        if self.options.target_version >= 18 and not wanted.no_inherit:
            lazy = replace(column, not_null=replace(wanted, validated=False))
            yield from self._to(self._with(with_column(now, lazy)), f"{title}, for new rows")
            now = self._entity(entity.id)
            yield from self._to(self._with(with_column(now, replace(lazy, not_null=wanted))), f"validate that {title}")
            return
        proof_name = clip_bytes(f"{entity.name}_{attribute.name}_filled", NAME_BYTES)
        expression = f"{quote_identifier(attribute.name, 'postgres')} IS NOT NULL"
        proof = Check(id=f"{attribute.id} filled", name=proof_name, expression=expression, validated=False)
        yield from self._to(self._with(replace(now, checks=(*now.checks, proof))), f"{title}, for new rows")
        now = self._entity(entity.id)
        valid = swapped(now.checks, proof.id, replace(proof, validated=True))
        yield from self._to(self._with(replace(now, checks=valid)), f"validate that {title}")
        now = self._entity(entity.id)
        yield from self._to(self._with(with_column(now, replace(column, not_null=wanted))), f"set {title}")
        now = self._entity(entity.id)
        rest = tuple(one for one in now.checks if one.id != proof.id)
        yield from self._to(self._with(replace(now, checks=rest)), f"drop the proof that {title}")
