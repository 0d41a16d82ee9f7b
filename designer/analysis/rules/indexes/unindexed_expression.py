"""IX008: a search by an expression that no index holds."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.fixes import free_name
from designer.analysis.index_advice import is_reached_by_join, leading, selective_columns
from designer.analysis.needs import Need
from designer.analysis.paths import same_expression
from designer.analysis.rule import Rule
from designer.analysis.selectivity import distinct_values
from designer.analysis.steadiness import unsteady_part
from designer.analysis.workload import Predicate
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Index, IndexKey
from designer.sql.parameters import parameters_in

_columns = ("id bigint", "email text not null")
_sign_in = pattern("sign in", "SELECT id FROM users WHERE lower(email) = lower($1)", per_minute=900)
_IMMUTABLE = frozenset(
    {"lower", "upper", "->", "md5", "length", "trim", "btrim", "substring", "left", "reverse", "abs"}
)
"""What PostgreSQL allows in an index: functions whose result depends on nothing but their arguments."""

_ELSEWHERE = "The server holds no such expression in an index; a generated column with an index on it serves."


class UnindexedExpression(Rule):
    """Search by an expression that no index holds.

    An index on a column is sorted by the column's values, and says nothing about what a function makes of them:
    `lower(email) = …` reads every row although email is unique. An index on the expression itself serves; for
    e-mail addresses a unique one also keeps two spellings of one address apart.

    Only expressions that an index may hold are flagged here: not those that take a parameter, or that read a setting
    of the session. What a rewrite mends is told by QR006. Columns with few values and tables declared to stay small
    are left alone.
    """

    code = "IX008"
    confidence = Confidence.CERTAIN
    reference = "https://www.postgresql.org/docs/18/indexes-expressional.html"
    flagged = example(entity("users", *_columns, pk="id", unique="email", rows=2_000_000), _sign_in)
    accepted = example(
        entity(
            "users",
            *_columns,
            pk="id",
            indexes=(Index(name="users_email_lower", keys=(IndexKey(expression="lower(email)"),), unique=True),),
            rows=2_000_000,
        ),
        _sign_in,
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        told: set[str] = set()
        for need in facts.needs:
            for one in need.statement.predicates:
                expression = _as_people_write(one.expression)
                if one.use != need.use or not _is_unserved(facts, need, one):
                    continue
                if need.pattern.id in told:
                    continue
                told.add(need.pattern.id)
                column = facts.schema.attribute(one.attribute)
                index = Index(
                    name=free_name(facts.schema, need.entity, (column.name, "expr"), "idx"),
                    keys=(IndexKey(expression=expression if one.function != "->" else f"({expression})"),),
                )
                held = _can_be_held(facts.schema.dialect.name, one)
                read = f": all {need.entity.rows:,} rows are read" if need.entity.rows else ""
                yield self.finding(
                    need.pattern,
                    f"“{need.pattern.name}” searches {facts.name(need.entity)} by {expression}, which no index holds",
                    f"An index on {column.name} does not serve it{read}.{'' if held else f' {_ELSEWHERE}'}",
                    entity=need.entity.id,
                    attributes=(one.attribute,),
                    evidence=FrozenMap(
                        {"condition": f"{expression} {one.operator} {one.value}", "statement": need.statement.sql}
                    ),
                    fix=(edits.add(facts.schema, index, to=need.entity.id),) if held else (),
                )


def _can_be_held(dialect: str, predicate: Predicate) -> bool:
    """Whether the server takes the expression for a key: MySQL takes none that gives a document or a long text."""
    return dialect not in ("mariadb", "tsql") and (dialect != "mysql" or predicate.function != "->")


def _as_people_write(expression: str) -> str:
    """With the name of the function around it in small letters; texts and quoted names inside keep theirs."""
    return expression[:6].lower() + expression[6:] if expression.startswith(("LOWER(", "UPPER(")) else expression


def _is_unserved(facts: Facts, need: Need, predicate: Predicate) -> bool:
    if predicate.function not in _IMMUTABLE or predicate.operator not in ("=", "in"):
        return False
    if predicate.negated or predicate.disjunct or predicate.clause == "having":
        return False
    if (need.entity.rows or 0) <= facts.thresholds.small_table_rows:
        return False
    values = distinct_values(facts, need.entity, facts.schema.attribute(predicate.attribute))
    if values is not None and values <= facts.thresholds.few_values:
        return False
    if leading(facts, need, selective_columns(facts, need)) or is_reached_by_join(facts, need):
        return False
    dialect = facts.schema.dialect.name
    if parameters_in(predicate.expression, dialect) or unsteady_part(facts, need.entity, predicate.expression):
        return False  # no index holds `prefs ->> $2`, nor what a setting of the session decides
    return not any(
        key.expression and same_expression(predicate.expression, key.expression, dialect)
        for path in facts.index_paths(need.entity)
        for key in path.keys
    )
