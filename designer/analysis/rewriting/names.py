"""Names in the trees of one dialect: what an identifier means, and how a name has to be written."""

from sqlglot import exp

from designer.sql.identifiers import fold, shown_identifier


def meant(node: object, dialect: str) -> str | None:
    """The name that an identifier means, folded as the dialect folds it; None for what is no identifier."""
    if not isinstance(node, exp.Identifier):
        return None
    return node.name if node.args.get("quoted") else fold(node.name, dialect)


def key(name: str, dialect: str) -> str:
    """What two names of a statement have in common that mean the same."""
    return name if dialect in ("postgres", "oracle") else name.casefold()


def named(node: object, dialect: str) -> str | None:
    """The key of the name that an identifier means; None for what is no identifier."""
    name = meant(node, dialect)
    return None if name is None else key(name, dialect)


def identifier(name: str, dialect: str) -> exp.Identifier:
    """An identifier that means exactly this name."""
    return exp.to_identifier(name, quoted=shown_identifier(name, dialect) != name)


def column(alias: str, name: str, dialect: str) -> exp.Column:
    """`alias.name`."""
    return exp.Column(this=identifier(name, dialect), table=identifier(alias, dialect))


def columns_in(node: exp.Expr) -> list[exp.Column]:
    """Every column below a node, subqueries included."""
    return [one for one in node.find_all(exp.Column) if not isinstance(one.this, exp.Star)]


def in_small(name: str, dialect: str) -> str:
    """A made name as the dialect folds it, so that it needs no quotes."""
    return name.upper() if dialect == "oracle" else name


def free(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    found, number = name, 1
    while found.casefold() in {one.casefold() for one in taken}:
        number += 1
        found = f"{name}_{number}"
    return found
