"""Parts of a PostgreSQL expression as MySQL and MariaDB say them."""

from __future__ import annotations

import re

from sqlglot import exp

from designer.exporters.translation.forms import Families, NoForm, bare, constant, family_of

_UNITS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE")
_BOTH = re.compile(
    r"""(?:[^\\()\[\]$.]|\\[dDwWsS.\\\-+*?()\[\]{}|^$/"']|\((?!\?)|\)
        |\[\^?\]?(?:[^\\\[\]]|\[:[a-z]+:\]|\\[dwsDWS.\\\-\]\[^$/"'])*\]|(?P<any>\.)|(?P<end>\$))*""",
    re.VERBOSE,
)
"""Regular expressions that PostgreSQL, PCRE and ICU read alike, but for the ends of lines."""
_MADE = "made here"
_TRUE, _FALSE = ("true", "t", "yes", "y", "on", "1"), ("false", "f", "no", "n", "off", "0")


def for_mysql(node: exp.Expression, families: Families) -> exp.Expression:
    """The node, or another one in its place. Raises NoForm."""
    if isinstance(node, exp.Cast):
        return _cast(node, families)
    if isinstance(node, exp.JSONExtractScalar):
        return _json_text(node)
    if isinstance(node, exp.JSONExtract):
        _only_asked_whether_there(node)
        return exp.Anonymous(this="JSON_EXTRACT", expressions=[*_path(node)])
    if isinstance(node, exp.RegexpLike) and _MADE not in node.meta:
        node.set("expression", _pattern(node.args.get("expression"), node.args.get("flag")))
        node.meta[_MADE] = True
    if isinstance(node, exp.Extract) and str(node.this).upper() not in _UNITS:
        raise NoForm
    if isinstance(node, exp.Div):
        return _division(node, families)
    if isinstance(node, exp.BitwiseAnd | exp.BitwiseOr | exp.BitwiseXor) and _MADE not in node.meta:
        node.meta[_MADE] = True
        return _made(node, "SIGNED")  # bits are those of a number without a sign there
    if isinstance(node, exp.Array):
        raise NoForm
    return node


def _division(node: exp.Div, families: Families) -> exp.Expression:
    """Whole numbers are divided without a rest in PostgreSQL alone, and decimal ones to another number of digits."""
    found = {family_of(node.this, families), family_of(node.expression, families)}
    if found == {"integer"}:
        return exp.IntDiv(this=node.this, expression=node.expression)
    if "float" not in found or _MADE in node.meta:
        raise NoForm
    made = exp.Div(this=node.this, expression=node.expression, typed=False, safe=True)
    made.meta[_MADE] = True
    return made


# Casts


def _cast(node: exp.Cast, families: Families) -> exp.Expression:
    if _MADE in node.meta:
        return node
    if isinstance(node.this.unnest(), exp.Literal | exp.Null):
        found = constant(node)
        if found is None:
            raise NoForm
        return found
    wanted, given = family_of(node, {}), family_of(node.this, families)
    if isinstance(node.this.unnest(), exp.JSONExtract) and wanted in ("integer", "numeric", "float", "boolean"):
        inner = node.this.unnest()
        node.set("this", exp.JSONExtractScalar(this=inner.this, expression=inner.expression))
        return _cast(node, families)
    if wanted == "text" and given in ("text", "enum", "uuid", None):
        return bare(node)
    if wanted == "text" and given == "integer":
        return _made(node.this, "CHAR")
    if wanted == "boolean":
        return _truth(node.this, given)
    if wanted == "integer" and given in ("integer", "numeric", "text", None):
        return _made(node.this, "SIGNED")
    if wanted == "numeric" and given in ("integer", "numeric", "text", None):
        digits = ", ".join(one.name for one in node.to.expressions)
        return _made(node.this, f"DECIMAL({digits})") if digits else _made(node.this, "DECIMAL(65, 30)")
    if wanted == "float" and given in ("integer", "numeric", "float", "text", None):
        return _made(node.this, "DOUBLE")
    if wanted == "date" and given in ("date", "timestamp", "text", None):
        return _made(node.this, "DATE")
    if wanted == "timestamp" and given in ("date", "timestamp"):
        return _made(node.this, "DATETIME(6)")
    raise NoForm


def _made(this: exp.Expression, type_: str) -> exp.Expression:
    cast = exp.Cast(this=this, to=exp.DataType.build(type_, dialect="mysql"))
    cast.meta[_MADE] = True
    return cast


def _truth(this: exp.Expression, given: str | None) -> exp.Expression:
    if given == "boolean":
        return this
    if given == "integer":
        return exp.Paren(this=exp.NEQ(this=this, expression=exp.Literal.number(0)))
    if not isinstance(this.unnest(), exp.JSONExtractScalar):
        raise NoForm
    word = _made(exp.Lower(this=this), "CHAR")  # in the collation of the words that it is compared with
    cases = [
        exp.If(this=exp.In(this=word.copy(), expressions=[exp.Literal.string(one) for one in words]), true=value)
        for words, value in ((_TRUE, exp.Literal.number(1)), (_FALSE, exp.Literal.number(0)))
    ]
    return exp.Case(ifs=cases)


# Documents


def _json_text(node: exp.JSONExtractScalar) -> exp.Expression:
    """What stands there as text, and null where null does: JSON_UNQUOTE alone would give the word."""
    found = exp.Anonymous(this="JSON_EXTRACT", expressions=[*_path(node)])
    is_null = exp.EQ(
        this=exp.Anonymous(this="JSON_TYPE", expressions=[found.copy()]), expression=exp.Literal.string("NULL")
    )
    text = exp.Anonymous(this="JSON_UNQUOTE", expressions=[found])
    return exp.Case(ifs=[exp.If(this=exp.Not(this=exp.Paren(this=is_null)), true=text)])


def _path(node: exp.Expression) -> tuple[exp.Expression, exp.Expression]:
    """The document, and the way into it through all the arrows."""
    steps: list[str] = []
    inner: exp.Expression = node
    while isinstance(inner, exp.JSONExtract | exp.JSONExtractScalar):
        if isinstance(inner, exp.JSONExtractScalar) and inner is not node:
            raise NoForm  # of a text that is taken for a document
        steps.insert(0, _step(inner.expression))
        inner = inner.this.unnest()
    return inner, exp.Literal.string("$" + "".join(steps))


def _step(part: exp.Expression) -> str:
    if isinstance(part, exp.JSONPath) and len(part.expressions) == 2:
        last = part.expressions[1]
        if isinstance(last, exp.JSONPathSubscript) and isinstance(last.this, int) and last.this >= 0:
            return f"[{last.this}]"
        if isinstance(last, exp.JSONPathKey):
            return _key(str(last.this))
    if isinstance(part, exp.Cast) and isinstance(part.this, exp.Literal) and part.this.is_string:
        return _key(part.this.name)
    raise NoForm


def _key(name: str) -> str:
    if '"' in name or "\\" in name or not name.isprintable() or not name:
        raise NoForm
    return f'."{name}"'


def _only_asked_whether_there(node: exp.JSONExtract) -> None:
    """Documents are equal by other rules here and there; that there is one, or none, is the same."""
    above = node.parent
    while isinstance(above, exp.Paren):
        above = above.parent
    if not isinstance(above, exp.Is | None):
        raise NoForm


# Patterns


def _pattern(found: exp.Expression | None, flag: exp.Expression | None) -> exp.Expression:
    """The pattern with the ends that PostgreSQL means: of the whole text, and any character the end of a line too."""
    while isinstance(found, exp.Cast | exp.Paren):
        found = found.this
    if not isinstance(found, exp.Literal) or not found.is_string or flag is not None:
        raise NoForm
    text = found.name
    read = _BOTH.fullmatch(text)
    if read is None or text.startswith("***") or re.search(r"[*+?}][+]", text):
        raise NoForm
    if read["end"]:
        if text.count("$") != 1 or not text.endswith("$"):
            raise NoForm
        text = text[:-1] + r"\z"
    return exp.Literal.string(f"(?s){text}" if read["any"] else text)
