"""What stands on a column."""

from typing import Any

from designer.schema.model import Attribute
from designer.sql.mentions import mentions


def stands_on(item: Any, attribute: Attribute) -> bool:
    """Whether a key, check, exclusion or index names the column, or an expression of it does."""
    columns = {*getattr(item, "columns", ()), *getattr(item, "include", ())}
    parts = (*getattr(item, "keys", ()), *getattr(item, "elements", ()))
    columns |= {part.column for part in parts}
    if attribute.id in columns:
        return True
    texts = [getattr(item, "expression", None), getattr(item, "where", None)]
    texts += [part.expression for part in parts]
    return any(text and mentions(text, attribute.name, "postgres") for text in texts)
