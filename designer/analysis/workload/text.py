"""Parts of a parsed statement as SQL text again, parameters spelled as `$1` or `:name`, or as its author has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from designer.analysis.workload.parsed import ParsedStatement
from designer.sql.lexer import tokenize
from designer.sql.parameters import parameters_in
from designer.sql.parsing import sqlglot_dialect
from designer.sql.tokens import Kind

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Around the name of a parameter in text that is still to be spelled: no statement has these two."""
_ANONYMOUS = ("?", "%s")


class SqlText:
    """Writes nodes of one statement. names: what its parameters are called, by number."""

    def __init__(self, dialect: str, names: tuple[str, ...]) -> None:
        self._dialect = sqlglot_dialect(dialect)
        self._names = names

    def of(self, node: exp.Expr) -> str:
        """The node as SQL."""
        return self._written(node, lambda name: f"${name}" if name.isdigit() else f":{name}")

    def marked(self, node: exp.Expr) -> str:
        """The node as SQL, each parameter's name between two marks."""
        return self._written(node, lambda name: f"{_OPEN}{name}{_CLOSE}")

    def unqualified(self, node: exp.Expr) -> str:
        """The node as SQL, columns without the names of their tables, as an index spells them."""
        return self.of(node.copy().transform(_without_table, copy=False))

    def name(self, node: exp.Placeholder) -> str:
        """What a parameter is called."""
        number = str(node.this).removeprefix("p")
        known = number.isdecimal() and len(number) < 6 and 0 < int(number) <= len(self._names)
        return self._names[int(number) - 1] if known else str(node.this)

    def _written(self, node: exp.Expr, spelled: Callable[[str], str]) -> str:
        def respelled(one: exp.Expr) -> exp.Expr:
            if not isinstance(one, exp.Placeholder) or not isinstance(one.this, str):
                return one
            return exp.Var(this=spelled(self.name(one)))

        if node.find(exp.Placeholder):
            node = node.copy().transform(respelled, copy=False)
        return node.sql(self._dialect)


@dataclass(frozen=True, slots=True)
class Spelled:
    """Text with its parameters as a statement's author spells them.

    order: where these are known by their place alone, what each stands for, in their order.
    """

    sql: str
    order: tuple[str, ...] = ()


def as_written(node: exp.Expr, statement: ParsedStatement, dialect: str) -> Spelled:
    """The node with the parameters of a statement as that spells them, and others in the same style."""
    if _OPEN in statement.sql or _CLOSE in statement.sql:
        return Spelled(SqlText(dialect, statement.parameters).of(node))
    return spelled(SqlText(dialect, statement.parameters).marked(node), statement, dialect)


def spelled(marked: str, statement: ParsedStatement, dialect: str) -> Spelled:
    """The same for text in which the parameters are marked."""
    style, own = _style(statement, dialect)
    pieces = [marked]
    order: list[str] = []
    if _OPEN in marked:
        pieces = []
        for place, piece in enumerate(marked.replace(_CLOSE, _OPEN).split(_OPEN)):
            if place % 2 == 0:
                pieces.append(_doubled(piece, dialect) if style in ("%s", "%(") else piece)
                continue
            pieces.append(own.get(piece) or _in_style(piece, style, dialect))
            order.append(piece)
    if style not in _ANONYMOUS or tuple(order) == statement.parameters:
        order = []
    return Spelled("".join(pieces), tuple(_said(one) for one in order))


def filled(marked: str, values: Mapping[str, str]) -> str:
    """Text in which the parameters are marked, with a constant for each."""
    pieces = marked.replace(_CLOSE, _OPEN).split(_OPEN)
    return "".join(values[piece] if place % 2 else piece for place, piece in enumerate(pieces))


def names_in(marked: str) -> tuple[str, ...]:
    """The parameters of such a text, each once, in order."""
    return tuple(dict.fromkeys(marked.replace(_CLOSE, _OPEN).split(_OPEN)[1::2]))


def _doubled(text: str, dialect: str) -> str:
    """Text with its operators `%` as a driver with parameters such as %s has them; constants stand as they were."""
    places = [one.start for one in tokenize(text, dialect).tokens if one.kind is Kind.OPERATOR and one.text == "%"]
    return "".join(f"{sign}%" if place in places else sign for place, sign in enumerate(text))


def in_own_spelling(text: str, statement: ParsedStatement, dialect: str) -> str:
    """A fragment written with `$1` and `:name`, with the parameters as the statement spells them."""
    marked, behind = [], 0
    if _OPEN in statement.sql or _CLOSE in statement.sql:
        return text
    known = set(statement.parameters)
    for use in parameters_in(text, "postgres"):
        if use.name in known:
            marked += [text[behind : use.start], f"{_OPEN}{use.name}{_CLOSE}"]
            behind = use.end
    return spelled("".join([*marked, text[behind:]]), statement, dialect).sql


def _style(statement: ParsedStatement, dialect: str) -> tuple[str, dict[str, str]]:
    """How parameters begin, and how each one that has a name of its own is spelled."""
    uses = parameters_in(statement.sql, dialect)
    texts = [(one.name, statement.sql[one.start : one.end]) for one in uses]
    own = {name: text for name, text in texts if name is not None}
    if not texts:
        return "", own
    first = texts[0][1]
    if first.startswith("%"):
        return first[:2], own
    return (first if first == "?" else first[:1].replace("?", ":")), own


def _in_style(name: str, style: str, dialect: str) -> str:
    match style:
        case "?" | "%s":
            return style
        case "%(":
            return f"%({name})s"
        case "@":
            return f"@{name}"
    if name.isdigit():
        return f"${name}"
    return f"@{name}" if dialect == "tsql" else f":{name}"


def _said(name: str) -> str:
    return f"parameter {name}" if name.isdigit() else name.replace("_", " ")


def _without_table(node: exp.Expr) -> exp.Expr:
    return exp.Column(this=node.this) if isinstance(node, exp.Column) and node.args.get("table") else node
