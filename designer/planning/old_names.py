"""A renamed table answers under its old name too, until the contract: a view that PostgreSQL lets write through."""

from dataclasses import replace

from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import name
from designer.planning.drafts import Draft
from designer.schema.changes import Rename
from designer.schema.diff import diff


def with_old_names(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts, each table's rename with a view under the old name; the views go before anything is contracted."""
    found: list[Draft] = []
    views: list[tuple[str, str]] = []
    for draft in drafts:
        if draft.phase == "contract" and views:
            found.append(_gone(views, draft))
            views = []
        made = _views(draft)
        if made:
            draft = replace(
                draft,
                phase="switch",
                after=None,
                up=(*draft.up, *(text for text, _ in made)),
                down=(*(text for _, text in made), *draft.down),
            )
            views += made
        found.append(draft)
    if views:
        found.append(_gone(views, found[-1]))
    return tuple(found)


def _views(draft: Draft) -> list[tuple[str, str]]:
    """For each table that a draft renames, the statement that makes the view, and the one that drops it."""
    if draft.after is None:
        return []
    taken = {qualified(draft.after, one) for one in draft.after.entities}
    found = []
    for change in diff(draft.before, draft.after):
        if isinstance(change, Rename) and change.kind == "entity":
            old, new = draft.before.entity(change.id), draft.after.entity(change.id)
            renamed = replace(new, name=old.name)
            view = qualified(draft.after, renamed)
            if view not in taken and new.persistence != "temporary":
                columns = ", ".join(name(one.name) for one in new.attributes)
                made = f"CREATE VIEW {view} AS SELECT {columns} FROM {qualified(draft.after, new)};"
                found.append((made, f"DROP VIEW {view};"))
    return found


def _gone(views: list[tuple[str, str]], beside: Draft) -> Draft:
    return Draft(
        title="drop the old names",
        phase="contract",
        before=beside.before,
        after=None,
        up=tuple(gone for _, gone in views),
        down=tuple(made for made, _ in views),
    )
