"""The statements that take rows from a wide table to its part, and back."""

from dataclasses import replace

from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import literal, name
from designer.planning.backfill import Batches, in_batches
from designer.planning.bodies import quoted_body
from designer.planning.division import Division
from designer.planning.drafts import Draft
from designer.planning.in_step import quietly
from designer.planning.model import Options
from designer.schema.schema import Schema


class Words:
    """The statements of a division, in a design that has both the wide table and its part."""

    def __init__(self, schema: Schema, one: Division) -> None:
        self.schema, self.one = schema, one
        self.whole, self.part = schema.entity(one.entity), schema.entity(one.part)
        self.here, self.there = qualified(schema, self.part), qualified(schema, self.whole)
        generated = {attribute.id for attribute in self.part.attributes if attribute.generated}
        pairs = [(mine, theirs) for mine, theirs in one.columns if mine not in generated]
        self.pairs = [(self._column(mine), self._column(theirs)) for mine, theirs in pairs]
        needed = {*one.key, *(self.part.primary_key.columns if self.part.primary_key else ())}
        self.whole_facts = [self._column(theirs) for mine, theirs in pairs if mine in needed]
        self.met = " AND ".join(
            f"p.{self._column(mine)} = {self.there}.{self._column(theirs)}" for mine, theirs in pairs if mine in one.key
        )
        self.moved = [(self._column(mine), self._column(theirs)) for mine, theirs in pairs if mine not in one.key]

    def _column(self, attribute_id: str) -> str:
        return name(self.schema.attribute(attribute_id).name)

    @property
    def missing(self) -> str:
        """Rows of the wide table that hold a fact which the part has not."""
        same = " AND ".join(
            f"p.{mine} {'=' if theirs in self.whole_facts else 'IS NOT DISTINCT FROM'} {self.there}.{theirs}"
            for mine, theirs in self.pairs
        )  # what is found by = is found by an index
        given = " AND ".join(f"{self.there}.{column} IS NOT NULL" for column in self.whole_facts)
        return f"{given} AND NOT EXISTS (SELECT FROM {self.here} AS p WHERE {same})"

    @property
    def copied(self) -> str:
        """Every fact into the part, once; two facts for one key are refused by the server."""
        into, chosen = (", ".join(column) for column in zip(*self.pairs, strict=True))
        return f"INSERT INTO {self.here} ({into})\nSELECT DISTINCT {chosen} FROM {self.there} WHERE ({self.missing})"

    @property
    def stale(self) -> str:
        """Rows of the wide table whose values are not the part's."""
        differs = " OR ".join(f"p.{mine} IS DISTINCT FROM {self.there}.{theirs}" for mine, theirs in self.moved)
        return f"EXISTS (SELECT FROM {self.here} AS p WHERE {self.met} AND ({differs}))"

    @property
    def filled(self) -> str:
        """The part's values into the wide table; two rows for one are refused by the server."""
        mine, theirs = (", ".join(column) for column in zip(*((f"p.{a}", b) for a, b in self.moved), strict=True))
        chosen = f"(SELECT {mine} FROM {self.here} AS p WHERE {self.met})"
        left = f"({theirs})" if len(self.moved) > 1 else theirs
        return f"UPDATE {self.there} SET {left} = {chosen} WHERE ({self.stale})"

    @property
    def homeless(self) -> str | None:
        """Rows of the wide table with values that have no row to go to, since its key is empty."""
        own = [theirs for _, theirs in self.moved if theirs not in self.whole_facts]
        if not own:
            return None
        empty = " OR ".join(f"{self.there}.{column} IS NULL" for column in self.whole_facts)
        return f"({empty}) AND ({' OR '.join(f'{self.there}.{column} IS NOT NULL' for column in own)})"

    def filling(self, options: Options) -> Draft:
        """The step that takes the rows along."""
        statement, where = (self.filled, self.stale) if self.one.merges else (self.copied, self.missing)
        title = f"fill {self.whole.name} from {self.part.name}" if self.one.merges else (
            f"copy what {self.part.name} takes over from {self.whole.name}"
        )  # fmt: skip
        found = Draft(
            title=title, phase="backfill", before=self.schema, after=self.schema, up=(f"{statement};",), down=()
        )
        if options.strategy == "direct":
            return found
        block = in_batches(
            self.schema, self.whole, Batches(statement, where, before=quietly(self.there, self.here)), options
        )
        return replace(found, up=(block,), down=("SELECT 1;",), transactional=False)

    def filling_back(self, options: Options) -> Draft:
        """The step that gives the wide table the part's values again."""
        batches = Batches(self.filled, self.stale, before=quietly(self.there, self.here))
        return Draft(
            title=f"fill {self.whole.name} from {self.part.name}", phase="contract", before=self.schema, after=None,
            up=(in_batches(self.schema, self.whole, batches, options),), down=("SELECT 1;",), transactional=False,
        )  # fmt: skip

    def guard(self) -> tuple[str, ...]:
        """Refuses to go on while a fact would be lost."""
        texts = [(self.missing, f"rows of {self.there} hold what {self.here} lacks: run the copy again")]
        if self.homeless:
            texts.append((self.homeless, f"rows of {self.there} have values but no key that {self.here} finds them by"))
        looks = "\n".join(
            f"    IF EXISTS (SELECT FROM {self.there} WHERE {where}) THEN RAISE EXCEPTION '%', {literal(text)}; END IF;"
            for where, text in texts
        )
        body = f"\nBEGIN\n{looks}\nEND\n"
        return (f"DO {quoted_body(body, 'look')};",)
