"""What a rewrite is: a statement as it stands, another that says the same, and what has to be run to see that."""

from dataclasses import dataclass

from sqlglot import exp

TITLES = {
    "QR001": "The columns instead of *",
    "QR003": "Go on from the last row instead of OFFSET",
    "QR006": "A condition on the bare column",
    "QR008": "NOT EXISTS instead of NOT IN",
    "QR015": "UNION instead of OR",
    "QR019": "A join instead of a subquery for each row",
}
"""Rewrites by the rule whose finding they mend."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two queries that have to give the same rows, with `$1` and `:name`, or but for PostgreSQL with parameters marked.

    ordered: in the same order, since that is total. chance: the LIMIT that both are held against each other without
    keeps rows that their order does not tell.

    probe: for parameters by name, a query that gives texts worth trying for them. named: whether the names of the
    columns are the same, too.
    """

    before: str
    after: str
    ordered: bool = False
    probe: tuple[tuple[str, str], ...] = ()
    named: bool = True
    chance: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """A query in a total order without its LIMIT, the columns of that order, and the query that goes on behind a row.

    The rest of the rows behind any row has to be what `after` gives for its values. last: names of the parameters
    that stand for them.
    """

    whole: str
    order: str
    after: str
    last: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """code: the rule it mends. statement: place in the pattern; before, after: the SQL; after with `$1` and `:name`.

    planned: the statement whose cost `after` is held against, where that is not `before`. caveat: in what the two
    differ on purpose. must_pay: worth nothing where it costs as much. shown: `after` with its parameters as `before`
    spells them; order: what each stands for where their places alone tell.
    """

    code: str
    statement: int
    before: str
    after: str
    why: str
    check: Compared | Pages
    planned: str = ""
    caveat: str = ""
    must_pay: bool = False
    shown: str = ""
    order: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """The new form for people."""
        return self.shown or self.after


@dataclass(frozen=True, slots=True)
class Declined:
    """A rewrite that suggests itself, and does not say the same. why: a sentence."""

    code: str
    statement: int
    before: str
    why: str


Offer = Rewrite | Declined


class NotTheSame(Exception):
    """Raised while a rewrite is written, where it would not say the same; the message is the sentence."""


def is_cut_by_chance(tree: exp.Expr, *, total: bool) -> bool:
    """Whether LIMIT or OFFSET keeps rows that the order, if there is any, does not tell from others. total: it does."""
    return not total and bool(tree.args.get("limit") or tree.args.get("offset"))


def without_limit(tree: exp.Expr) -> exp.Expr:
    """A copy without the outermost LIMIT and OFFSET: which rows these keep is chance where the order has ties."""
    copy = tree.copy()
    for part in ("limit", "offset"):
        copy.set(part, None)
    return copy
