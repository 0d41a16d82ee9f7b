"""One stage taken apart into smaller ones: where it has come to, and the steps that all of them are made of."""

from collections.abc import Iterator
from dataclasses import replace

from designer.planning.drafts import Draft, of_stage
from designer.planning.light import with_entity
from designer.planning.model import Options
from designer.planning.stages import Stage, unkeyed
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.schema.validity import problems


class TooEntangled(Exception):
    """Smaller stages would be no designs."""


class Refining:
    """One stage taken apart; `at` is the design reached so far."""

    def __init__(self, stage: Stage, options: Options) -> None:
        self.stage, self.options = stage, options
        self.at = stage.before

    # Steps

    def _to(self, there: Schema, title: str) -> Iterator[Draft]:
        """The stage to another design, if that is one and is another."""
        if problems(there, since=self.at) or unkeyed(there) - unkeyed(self.stage.before) - unkeyed(self.stage.after):
            raise TooEntangled
        stage = Stage(title, self.at, there)
        draft = of_stage(stage, "expand")
        self.at = there
        if draft.up or draft.down or draft.remarks:
            yield draft

    def _concurrently(self, there: Schema, title: str, index: str) -> Iterator[Draft]:
        """An index built or dropped: alone, outside a transaction, a failed build of the same name out of the way."""
        draft = next(iter(self._to(there, title)), None)
        if draft is None or len(draft.up) != 1 or len(draft.down) != 1:
            raise TooEntangled
        up, down = (_made_concurrent(one[0]) for one in (draft.up, draft.down))
        if up.startswith("CREATE"):
            guard = f"DROP INDEX CONCURRENTLY IF EXISTS {index};"
            title = f"clear what a failed build of {index} left"
            clearing = replace(draft, title=title, after=draft.before, up=(guard,), down=(guard,))
            yield replace(clearing, transactional=False)
            down = guard
        yield replace(draft, up=(up,), down=(down,), transactional=False)

    def _validation(self, there: Schema, title: str) -> Iterator[Draft]:
        for draft in self._to(there, title):
            yield replace(draft, phase="validate")

    # Designs on the way

    def _with(self, entity: Entity) -> Schema:
        return with_entity(self.at, entity)

    def _entity(self, entity_id: str) -> Entity:
        return self.at.entity(entity_id)


def _made_concurrent(statement: str) -> str:
    for words in ("CREATE UNIQUE INDEX ", "CREATE INDEX ", "DROP INDEX "):
        if statement.startswith(words):
            return f"{words}CONCURRENTLY {statement[len(words) :]}"
    raise TooEntangled
