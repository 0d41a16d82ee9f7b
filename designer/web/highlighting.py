"""SQL coloured on the server: every token escaped, key words, strings, numbers and comments in spans of their own."""

from collections.abc import Collection

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from designer.sql.lexer import tokenize
from designer.sql.reserved import words_to_quote
from designer.sql.tokens import Kind, Token

_CLASSES = {
    Kind.STRING: "tok-s",
    Kind.NUMBER: "tok-n",
    Kind.PARAMETER: "tok-n",
    Kind.COMMENT: "tok-c",
    Kind.META: "tok-c",
}
_ALWAYS = frozenset("by begin commit delete exists index insert into merge set update values".split())
_SHOUTED = frozenset(
    """
    action add after alter always array as at attach before bigserial buffers by cache cascade class column comment
    concurrently conflict copy cross cycle data database deferred definer delimiter disable domain do drop each enable
    enum escape excluded exclude excluding execute explain extension first following for force function generated
    global groups handler identity if immediate including increment index inherit inherits insert instead invoker is
    key language last level list local locked logged mapping match materialized maxvalue minvalue modify nothing
    nowait nulls of off on only operator option options over owned owner partition policy preceding prepare primary
    privileges procedure publication range recursive refresh reindex release rename repeatable replace replica reset
    restart restrict returning returns role rollback row rows rule schema security sequence serializable server
    session set setof share skip start statement statistics storage stored system tablespace temporary transaction
    trigger truncate type unbounded unlogged update validate value valid values version view volatile within without
    work zone hash btree gin gist brin true false null
    """.split()
)
"""Words that are key words when they are written in capitals, and mostly names when they are not."""


def highlight(text: str, dialect: str = "postgres", marked: Collection[int] = ()) -> SafeString:
    """`text` as HTML: its tokens as `span.tok-k` (key words), `.tok-s`, `.tok-n`, `.tok-c`; nothing is left out.

    marked: offsets at which tokens begin that are wrong, and stand in a `mark`.
    """
    parts: list[str] = []
    done = 0
    for token in tokenize(text, dialect).tokens:
        parts.append(escape(text[done : token.start]))
        coloured = _coloured(token, dialect)
        parts.append(f"<mark>{coloured}</mark>" if token.start in marked else coloured)
        done = token.end
    return mark_safe("".join([*parts, escape(text[done:])]))


def _coloured(token: Token, dialect: str) -> str:
    kind = "tok-k" if token.kind is Kind.WORD and _is_key_word(token.text, dialect) else _CLASSES.get(token.kind)
    return f'<span class="{kind}">{escape(token.text)}</span>' if kind else escape(token.text)


def _is_key_word(word: str, dialect: str) -> bool:
    small = word.lower()
    return small in words_to_quote(dialect) or small in _ALWAYS or (word.isupper() and small in _SHOUTED)
