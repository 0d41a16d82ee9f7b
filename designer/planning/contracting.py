"""Taking the old away at the end, so that the way back is as gentle as the way there was.

What goes comes back in several steps: the old column, empty, with the triggers that keep it; its values in batches;
then all that stood on it, online. On the way there these steps take away one after the other what stands on the old
column, or have nothing to do, so that one can turn round after each.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from designer.planning.drafts import Draft, of_stage
from designer.planning.light import with_entity
from designer.planning.model import Options
from designer.planning.online import refined
from designer.planning.stages import Stage
from designer.schema.schema import Schema

NOTHING = ("SELECT 1;",)
_TAKING_AWAY = (
    ("build the index of ", "", "drop the index of {}"),
    ("build the index ", "", "drop the index {}"),
    ("make ", " a constraint", "drop the constraint {}"),
    ("check ", ", for new rows", "drop the check {}"),
    ("add the foreign key ", ", for new rows", "drop the foreign key {}"),
    ("", " is not null, for new rows", "{} may be null"),
    ("have again ", "", "let go {}"),
    ("clear ", "", "clear {}"),
)
"""How steps are called when they are gone the other way: (beginning, end, what it is then)."""


def contracted(
    drop: Draft, at: Schema, loose: Schema, fills: Iterable[Draft], options: Options, *, held: bool = True
) -> Iterator[Draft]:
    """The drafts of the contract, in the order of the way there.

    at: the design with all that stands on the old. loose: the same, the old free of everything that values could be
    missed by. drop: takes the old away from there; its way back makes it empty. fills: what fills it, as steps forward.
    held: whether what is filled, or written meanwhile, is held at once to NOT NULL: not where columns are filled one
    after the other.
    """
    came = list(_made_again(loose, at, options))
    if held and came and came[0].transactional and all(text.endswith(" NOT VALID;") for text in came[0].up):
        drop = replace(drop, down=(*drop.down, *came.pop(0).up))
    for one in reversed(came):
        lasts = all("VALIDATE CONSTRAINT" in text for text in one.up)
        yield replace(
            one, title=f"on the way back: {one.title}" if lasts else _taking_away(one.title), phase="contract",
            before=at, after=None, up=NOTHING if lasts else one.down, down=one.up, remarks=(),
        )  # fmt: skip
    for one in fills:
        yield replace(
            one, title=f"on the way back: {one.title}", phase="contract", before=loose, after=None, up=NOTHING,
            down=one.up, remarks=(), writes=None,
        )  # fmt: skip
    yield drop


def _made_again(loose: Schema, at: Schema, options: Options) -> Iterator[Draft]:
    """The steps from the loose design to the whole one; before PostgreSQL 18 NOT NULL in a step of its own, since the
    check that it would rest on has to be there on the way and is not on the way there."""
    if options.target_version < 18:
        filled = loose
        for entity in loose.entities:
            kept = {one.id: one.not_null for one in at.entity(entity.id).attributes}
            columns = tuple(replace(one, not_null=kept[one.id]) for one in entity.attributes)
            if columns != entity.attributes:
                filled = with_entity(filled, replace(entity, attributes=columns))
        if filled != loose:
            yield of_stage(Stage("have again what may not be null", loose, filled), "contract")
        loose = filled
    if loose != at:
        yield from refined(Stage("have again what stood on the old", loose, at), options)


def _taking_away(title: str) -> str:
    for begins, ends, words in _TAKING_AWAY:
        if title.startswith(begins) and title.endswith(ends):
            return words.format(title.removeprefix(begins).removesuffix(ends))
    return f"undo: {title}"
