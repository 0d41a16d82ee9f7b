"""What the writers of all rewrites share: a statement's text, and the rewrite that is made of a changed tree."""

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.offered import Compared, NotTheSame, Pages, Rewrite, is_cut_by_chance, without_limit
from designer.analysis.rewriting.sources import Sources, is_total
from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.text import SqlText, as_written
from designer.sql.parsing import SqlError, parse_one, sqlglot_dialect


class Writing:
    """Writes trees of one statement."""

    def __init__(self, facts: Facts, statement: ParsedStatement, place: int) -> None:
        self.dialect = facts.schema.dialect.name
        self._statement = statement
        self._place = place
        text = SqlText(self.dialect, statement.parameters)
        self._plain = text.of
        # For the planner's and the proof server a parameter is one; elsewhere its values are written into the text.
        self.of = text.of if self.dialect == "postgres" else text.marked

    def rewrite(
        self,
        code: str,
        changed: exp.Expr,
        why: str,
        check: Compared | Pages,
        *,
        planned: str = "",
        caveat: str = "",
        must_pay: bool = False,
    ) -> Rewrite:
        """The rewrite to a tree."""
        shown = as_written(changed, self._statement, self.dialect)
        return Rewrite(
            code, self._place, self._statement.sql, self._plain(changed), why, check, planned, caveat, must_pay,
            shown.sql, shown.order,
        )  # fmt: skip

    def compared(self, sources: Sources, before: exp.Select, after: exp.Expr, *, named: bool = True) -> Compared:
        """Both without their LIMIT."""
        total = is_total(sources, before)
        return Compared(
            self.of(without_limit(before)), self.of(without_limit(after)), total, named=named,
            chance=is_cut_by_chance(before, total=total),
        )  # fmt: skip


_NUMBERED = frozenset({"ROWNUM", "LEVEL", "ROWID"})
_LOCKING = frozenset("UPDLOCK XLOCK TABLOCK TABLOCKX HOLDLOCK SERIALIZABLE REPEATABLEREAD READPAST PAGLOCK".split())
_MORE = ("into", "connect", "for_", "operation_modifiers", "match")


def refuse_more_than_rows(tree: exp.Expr, dialect: str) -> None:
    """Raises NotTheSame for what depends on how rows are found, or does more than to return them.

    Session variables count the rows as they come, Oracle's ROWNUM does, and SQL_CALC_FOUND_ROWS.
    """
    if dialect == "postgres":
        return
    if any(select.args.get(part) for select in tree.find_all(exp.Select) for part in _MORE):
        raise NotTheSame("It does more than to return its rows, and nothing here tells what else would change.")
    if dialect in ("mysql", "mariadb") and tree.find(exp.Parameter, exp.SessionParameter):
        raise NotTheSame("It uses a variable of the session, which another form may read or set at another time.")
    if dialect == "oracle" and any(one.name.upper() in _NUMBERED for one in tree.find_all(exp.Column)):
        raise NotTheSame("It numbers its rows as they are found, and another form finds them in another order.")
    hints = {word.name.upper() for hint in tree.find_all(exp.WithTableHint) for word in hint.expressions}
    if hints & _LOCKING:
        raise NotTheSame("It locks the rows that it reads, and another form would lock others.")


def refuse_unfaithful(statement: ParsedStatement, dialect: str) -> None:
    """Raises NotTheSame where the text of what was read does not say what was read.

    For some dialects the parser takes one spelling for another: SQLite's `CAST (x AS DATE)`, which makes a number,
    for a date. PostgreSQL's rewrites are all run before they are offered.
    """
    tree = statement.tree
    if dialect == "postgres" or tree is None:
        return
    try:
        again = parse_one(tree.sql(sqlglot_dialect(dialect)), dialect)
    except SqlError:
        again = exp.Null()
    if _plain_joins(again, dialect) != _plain_joins(tree.copy(), dialect):
        raise NotTheSame("Not all of its words are known here well enough to be written again.")


def _plain_joins(tree: exp.Expr, dialect: str) -> exp.Expr:
    """SQLite's parser reads a comma between two tables as CROSS JOIN; whoever read the statement took that back."""
    for join in tree.find_all(exp.Join) if dialect == "sqlite" else ():
        if join.kind == "CROSS":
            join.set("kind", None)
    return tree
