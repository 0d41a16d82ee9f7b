"""What a query says at its end: how many rows it wants, and what lock on them."""

from sqlglot import exp


def skips_rows(node: exp.Expr | None) -> bool:
    """Whether the query leaves out its first rows; SQL Server's FETCH has to say OFFSET even where it skips none."""
    offset = node.args.get("offset") if node else None
    return bool(offset and not (offset.expression.is_int and offset.expression.to_py() == 0))


def limit_of(node: exp.Expr) -> tuple[bool, int | None]:
    """(whether there is one, its number where it is a constant)."""
    limit = node.args.get("limit")
    if not isinstance(limit, exp.Limit | exp.Fetch):
        return False, None
    value = limit.expression if isinstance(limit, exp.Limit) else limit.args.get("count")
    if isinstance(value, exp.Null) or (isinstance(value, exp.Var) and value.name.upper() == "ALL"):
        return False, None
    return True, int(value.name) if isinstance(value, exp.Literal) and value.is_int else None


def lock_of(node: exp.Expr) -> str | None:
    """ "update", "share", "nowait" or "skip locked"; None for none."""
    locks = node.args.get("locks") or ()
    for lock in locks:
        if lock.args.get("wait") is False:
            return "skip locked"
        if lock.args.get("wait"):
            return "nowait"
        return "update" if lock.args.get("update") else "share"
    return _hinted(node)


def _hinted(node: exp.Expr) -> str | None:
    """The lock that hints behind the tables of a FROM ask for, as SQL Server has them."""
    tables = [node.args.get("from_"), *(node.args.get("joins") or ())]
    said = {
        word.name.upper()
        for table in tables
        if isinstance(table, exp.From | exp.Join)
        for hint in table.this.args.get("hints") or ()
        for word in hint.expressions
    }
    if said & {"UPDLOCK", "XLOCK", "TABLOCKX"}:
        return "skip locked" if "READPAST" in said else "nowait" if "NOWAIT" in said else "update"
    return "share" if said & {"HOLDLOCK", "SERIALIZABLE", "REPEATABLEREAD"} else None
