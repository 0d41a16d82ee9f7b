"""Texts that are equal without being the same: of these DISTINCT keeps one, and which is chance."""

from sqlglot import exp

from designer.analysis.rewriting.names import columns_in
from designer.analysis.rewriting.offered import NotTheSame
from designer.analysis.rewriting.sources import Sources, is_star

_ALIKE = ("mysql", "mariadb", "tsql")
"""Whose texts are equal by collations that pass over case and accents, unless one says otherwise."""


def refuse_alike(sources: Sources, tree: exp.Select) -> None:
    """Raises NotTheSame where DISTINCT chooses among texts that only case or accents tell apart."""
    if tree.args.get("distinct") is not None and sources.dialect in _ALIKE and _returns_texts(sources, tree):
        raise NotTheSame(
            "DISTINCT keeps one of texts that are equal without being the same, in case for one, and each form may keep"
            " another."
        )


def _returns_texts(sources: Sources, tree: exp.Select) -> bool:
    held = [sources.of(one) for item in tree.expressions for one in columns_in(item)]
    starred = any(is_star(one) for one in tree.expressions)
    listed = [one for source in sources.all for one in source.attributes] if starred else []
    if any(sources.facts.family(one) == "text" for one in (*listed, *(one[1] for one in held if one))):
        return True
    inner = [one.this for item in tree.expressions for one in item.find_all(exp.Subquery)]
    return any(not _counts(one) for one in inner)


def _counts(query: exp.Expr) -> bool:
    """Whether what a subquery gives is a number whatever it reads."""
    return all(isinstance(one.unalias(), exp.Count | exp.Sum | exp.Avg) for one in query.expressions)
