"""A condition on a wrapped column as one on the bare column."""

from collections.abc import Iterator

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewrites import bare_caveat, bare_form
from designer.analysis.rewriting.offered import Compared, NotTheSame, Rewrite, is_cut_by_chance, without_limit
from designer.analysis.rewriting.reader import sources_of
from designer.analysis.rewriting.sources import is_total, refuse_volatile
from designer.analysis.rewriting.writing import Writing
from designer.analysis.workload import ParsedStatement, Predicate
from designer.analysis.workload.text import SqlText
from designer.exporters.postgres.naming import qualified
from designer.sql.identifiers import shown_identifier
from designer.sql.lexer import tokenize
from designer.sql.parameters import parameters_in
from designer.sql.parsing import SqlError, parse_one

_AS_TEXT = ("::text", "::varchar", "::char", "::bpchar")


def with_bare_column(facts: Facts, statement: ParsedStatement, place: int) -> Rewrite | None:
    """The query with every wrapped condition that has another form in it; None where it has none. Raises NotTheSame."""
    tree = statement.tree
    wrapped = [one for one in _candidates(facts, statement) if one.function is not None and bare_form(facts, one)]
    if not wrapped or not isinstance(tree, exp.Select):
        return None
    refuse_volatile(tree)
    writing = Writing(facts, statement, place)
    changed: exp.Expr = tree
    probes: list[tuple[str, str]] = []
    caveats: list[str] = []
    for one in wrapped:
        if one.function in _AS_TEXT and one.parameter:
            raise NotTheSame(
                f"A text such as '007' is no {one.expression} that there is, and 7 as a number; and one that is no"
                " number finds nothing now, and would be an error."
            )
        made = rewritten(facts, statement, one, bare_form(facts, one) or "", changed)
        changed = made if made is not None else changed
        caveats.append(bare_caveat(facts, one))
        probe = _probe(facts, statement, one)
        probes += [(name, probe) for name in statement.parameters if _holds(one.value, name)]
    if changed is tree:
        return None
    ordered = is_total(sources_of(facts, tree), tree) if _plain(facts, tree) else False
    names = ", ".join(dict.fromkeys(facts.schema.attribute(one.attribute).name for one in wrapped))
    before, after = (writing.of(without_limit(one)) for one in (tree, changed))
    return writing.rewrite(
        "QR006",
        changed,
        f"An index on {names} serves it, since the column stands alone.",
        Compared(before, after, ordered, tuple(probes), chance=is_cut_by_chance(tree, total=ordered)),
        caveat=" ".join(dict.fromkeys(filter(None, caveats))),
    )


def _probe(facts: Facts, statement: ParsedStatement, one: Predicate) -> str:
    """A query for the values that the wrapped column has, and in PostgreSQL for those of the column too."""
    dialect = facts.schema.dialect.name
    table = facts.schema.entity(statement.tables[one.use].entity or "")
    bare = shown_identifier(_name(facts, one), dialect)
    if dialect == "postgres":
        both = f"unnest(ARRAY[({one.expression})::text, {bare}::text])"
        return f"SELECT DISTINCT {both} FROM {qualified(facts.schema, table)} LIMIT 100"
    return f"SELECT DISTINCT {one.expression} FROM {shown_identifier(table.name, dialect)} LIMIT 100"


def conditions(facts: Facts, statement: ParsedStatement) -> Iterator[tuple[str, str]]:
    """Each condition of a statement that no index serves as it is, in its other form: (whole statement, why)."""
    text = SqlText(facts.schema.dialect.name, statement.parameters)
    for one in _candidates(facts, statement):
        if one.operator == "= any" and one.function is None:
            name = shown_identifier(facts.schema.attribute(one.attribute).name, facts.schema.dialect.name)
            form: str | None = f"{name} @> ARRAY[{one.value}]"
            why = "an index on the elements serves @>, and never = ANY"
        elif one.function is not None:
            form = bare_form(facts, one)
            why = f"{one.expression} hides the column from its index; the same as a condition on the bare column"
        else:
            continue
        made = rewritten(facts, statement, one, form, statement.tree) if form and statement.tree is not None else None
        if made is not None:
            yield text.of(made), why


def _candidates(facts: Facts, statement: ParsedStatement) -> Iterator[Predicate]:
    for one in statement.predicates:
        if one.negated or one.disjunct or one.clause == "having" or statement.tables[one.use].entity is None:
            continue
        yield one


def _name(facts: Facts, one: Predicate) -> str:
    return facts.schema.attribute(one.attribute).name


def _holds(value: str, parameter: str) -> bool:
    """Whether a value names the parameter."""
    spelled = f"${parameter}" if parameter.isdecimal() else f":{parameter}"
    return any(token.text == spelled for token in tokenize(value, "postgres").tokens) or spelled == value


def _plain(facts: Facts, tree: exp.Select) -> bool:
    try:
        sources_of(facts, tree)
    except NotTheSame:
        return False
    return True


def rewritten(facts: Facts, statement: ParsedStatement, one: Predicate, form: str, whole: exp.Expr) -> exp.Expr | None:
    """A copy of the tree with one condition in its new form; None where its place is not found."""
    dialect = facts.schema.dialect.name
    text = SqlText(dialect, statement.parameters)
    try:
        new = parse_one(_numbered(form, statement.parameters), dialect)
    except SqlError:
        return None
    if len(statement.tables) > 1:
        alias = statement.tables[one.use].alias
        for column in list(new.find_all(exp.Column)):
            if not column.args.get("table"):
                column.set("table", exp.to_identifier(alias))
    for held in list(new.find_all(exp.Paren)):
        if isinstance(held.this, exp.Placeholder | exp.Parameter | exp.Literal | exp.Column):
            held.replace(held.this)
    tree = whole.copy()
    for node in tree.find_all(exp.Binary, exp.Between, exp.In):
        if _is_wanted(text, node, one):
            alone = isinstance(node.parent, exp.Where) or not isinstance(new, exp.And | exp.Or)
            node.replace(new if alone else exp.Paren(this=new))
            return tree
    return None


def _numbered(form: str, names: tuple[str, ...]) -> str:
    """The form with a statement's parameters as its tree has them."""
    pieces, behind = [], 0
    for use in parameters_in(form, "postgres"):
        if use.name in names:
            pieces += [form[behind : use.start], f" :p{names.index(use.name) + 1} "]
            behind = use.end
    return "".join([*pieces, form[behind:]])


def _is_wanted(text: SqlText, node: exp.Expr, one: Predicate) -> bool:
    """Whether a node is this condition: the same column wrapped alike, and compared with the same."""
    sides = [side for side in (node.args.get("this"), node.args.get("expression")) if isinstance(side, exp.Expr)]
    shown = [text.unqualified(side) for side in sides]
    if one.operator == "= any":
        return any(side.upper().startswith("ANY") and one.expression in side for side in shown) and one.value in shown
    if isinstance(node, exp.Between | exp.In) or len(shown) < 2:
        return one.expression in shown and one.operator in ("between", "in")
    others = [other for side, other in (shown, reversed(shown)) if side == one.expression]
    return one.value in others or one.value in [text.of(side) for side in sides if one.expression in shown]
