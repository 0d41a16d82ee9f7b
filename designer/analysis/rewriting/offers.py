"""Every rewrite that a pattern's statements suggest, each written or declined with the reason."""

from collections.abc import Callable, Iterator

from designer.analysis.facts import Facts
from designer.analysis.rewriting.absent import with_not_exists
from designer.analysis.rewriting.bare import with_bare_column
from designer.analysis.rewriting.lookups import with_join
from designer.analysis.rewriting.offered import Declined, NotTheSame, Offer, Rewrite
from designer.analysis.rewriting.pages import behind_the_last
from designer.analysis.rewriting.stars import with_columns
from designer.analysis.rewriting.unions import with_union
from designer.analysis.rewriting.writing import refuse_more_than_rows, refuse_unfaithful
from designer.analysis.workload import ParsedPattern, ParsedStatement

_WRITERS: dict[str, Callable[[Facts, ParsedStatement, int], Rewrite | None]] = {
    "QR001": with_columns,
    "QR003": behind_the_last,
    "QR006": with_bare_column,
    "QR008": with_not_exists,
    "QR015": with_union,
    "QR019": with_join,
}


def offers_of(facts: Facts, parsed: ParsedPattern) -> Iterator[Offer]:
    """The rewrites of a pattern's statements, in order of the statements and of the rules that they mend."""
    for place, statement in enumerate(parsed.statements):
        for code in _WRITERS:
            offer = rewrite_for(facts, statement, code, place)
            if offer is not None:
                yield offer


def rewrite_for(facts: Facts, statement: ParsedStatement, code: str, place: int = 0) -> Offer | None:
    """What a rule's finding about a statement is mended by; None where the statement has nothing of the kind."""
    if statement.tree is None or code not in _WRITERS:
        return None
    try:
        made = _WRITERS[code](facts, statement, place)
        if made is not None:
            refuse_unfaithful(statement, facts.schema.dialect.name)
            if code != "QR001":
                refuse_more_than_rows(statement.tree, facts.schema.dialect.name)
        return made
    except NotTheSame as reason:
        return Declined(code, place, statement.sql, str(reason))
