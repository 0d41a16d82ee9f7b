"""Tokens of SQL text: exact, per dialect, in linear time for any input.

`tokenize` gives every token but blanks, with its offset and line, so that a reader can always hand back the
user's own text. What is wrong with the text (a quote that nothing closes) is a `Problem` beside the tokens;
reading resumes at the next line that begins like a statement.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, pairwise

from designer.sql.dialects import group_names, lexis
from designer.sql.limits import Limits
from designer.sql.rows import without_rows
from designer.sql.tokens import Kind, Lexed, Problem, Token, column_of

RECOVERIES = 16
"""How many unclosed quotes are reported; past them the rest of the text is one broken token."""


def tokenize(text: str, dialect: str, limits: Limits | None = None) -> Lexed:
    """The tokens of `text`. A text over the limits has none, and one problem that says so.

    Raises ValueError for an unknown dialect and for nothing else.
    """
    if limits is not None and len(text) > limits.characters:
        found = f"{len(text):,} characters, and at most {limits.characters:,} are read"
        return Lexed([], (Problem(1, 1, _refusal(found)),))
    lexer = _Lexer(text, dialect, limits)
    lexer.run()
    exceeded = lexer.exceeded(limits) if limits is not None else None
    if exceeded is not None:
        last = lexer.tokens[-1]
        return Lexed([], (Problem(last.line, column_of(text, last.start), _refusal(exceeded)),))
    return Lexed(lexer.tokens, tuple(sorted(lexer.problems, key=lambda p: (p.line, p.column))))


def _refusal(found: str) -> str:
    return f"the text has {found}; nothing of it was read (a dump without rows is shorter)"


_STATEMENT_LINE = re.compile(
    r"\n[ \t]*(?:create|alter|drop|insert|update|delete|select|comment[ \t]+on|grant|revoke|set|copy|lock|use"
    r"|with|begin|commit|merge|truncate|exec|go|--)\b|\n[ \t]*(?:--|/\*)",
    re.IGNORECASE,
)
_END_OF_STATEMENT = re.compile(r";[ \t\r]*(?=\n|\Z)")
_COMMENT_MARK = re.compile(r"/\*|\*/")
_COMMENT_END = re.compile(r"\*/")
_DATA_END = re.compile(r"^\\\.[ \t\r]*$", re.MULTILINE)
_COPY_STDIN = re.compile(r"\\copy\b.*\bfrom[ \t]+stdin\b", re.IGNORECASE)
_Q_CLOSERS = {"[": "]", "(": ")", "{": "}", "<": ">"}
_NAMES = {
    "'": "a string that no quote closes",
    '"': "a quoted name that no quote closes",
    "`": "a quoted name that no backtick closes",
    "[": "a bracketed name that no bracket closes",
    "*": "a comment that no */ closes",
    "$": "a dollar-quoted string that nothing closes",
}


_PLAIN = (Kind.WORD, Kind.NUMBER, Kind.PARAMETER, Kind.PUNCTUATION)


@lru_cache(maxsize=64)
def _groups(
    scanner: re.Pattern[str], careful: bool
) -> tuple[tuple[str, ...], tuple[Kind | None, ...], tuple[bool, ...]]:
    """Per group of a scanner: its name, the kind of its tokens, and whether they need no second look."""
    names = tuple(group_names(scanner))
    kinds = tuple(Kind.__members__.get(name) for name in names)
    return names, kinds, tuple(not careful and kind in _PLAIN for kind in kinds)


_ENDS = (Kind.TERMINATOR, Kind.META, Kind.DATA)


class _Lexer:
    def __init__(self, text: str, dialect: str, limits: Limits | None) -> None:
        self.text = text
        self.most_tokens = limits.tokens + 1 if limits else len(text) + 1
        self.most_statements = limits.statements if limits else len(text)
        self.lexis = lexis(dialect)
        self.scanner = self.lexis.scanner
        self.tokens: list[Token] = []
        self.problems: list[Problem] = []
        self.delimiter = ";"
        self.ended = 0  # statements and client lines so far
        self.statement = 0  # index in `tokens` where the statement being read begins
        self.overfull = False  # as many tokens as are kept, not counting those of rows
        self.rows_gone = 0  # index in `tokens` before which there are no rows any more
        self.conditional: Token | None = None
        self.restarted = 0  # offset before which strings are no longer suspected
        self.recoveries = 0

    def run(self) -> None:
        position = _BLANKS.match(self.text).end()  # type: ignore[union-attr]
        position, line = self.line_command(position, 1 + self.text.count("\n", 0, position))
        while position < len(self.text) and not self.too_many:
            position, line = self.scan(position, line)
            if len(self.tokens) >= self.most_tokens and not self.let_rows_go():
                break
        if self.conditional is not None:
            self.report(self.conditional, "a conditional comment that no */ closes")

    def let_rows_go(self) -> bool:
        """Forget the values of rows: only the tokens of a schema are limited. Whether that made room to go on.

        A quarter at least, or a text could have this done after each of its statements.
        """
        begun = min(self.rows_gone, self.statement)
        behind = without_rows(self.tokens, self.statement, _runs_on)
        before = without_rows(self.tokens[: self.statement], begun, _runs_on)
        self.tokens[begun:] = before + behind
        self.rows_gone = self.statement = begun + len(before)
        self.overfull = len(self.tokens) > self.most_tokens * 3 // 4
        return not self.overfull

    @property
    def too_many(self) -> bool:
        """Whether more statements ended than are read."""
        return self.ended > self.most_statements

    def exceeded(self, limits: Limits) -> str | None:
        """What the text has too much of."""
        if self.too_many:
            return f"more than {limits.statements:,} statements, which is the most that is read"
        if self.overfull:
            return f"more than {limits.tokens:,} words and signs, which is the most that is read"
        return None

    def scan(self, position: int, line: int) -> tuple[int, int]:
        """Read plain tokens from `position` until one needs a search or a decision of its own."""
        text, tokens = self.text, self.tokens
        careful = self.delimiter != ";" or self.conditional is not None
        names, kinds, plain = _groups(self.scanner, careful)
        commands = self.lexis.line_command
        new, append = tuple.__new__, tokens.append
        matches = self.scanner.finditer(text, position)
        for match in islice(matches, self.most_tokens - len(tokens)):
            group = match.lastindex
            if group is None:  # only blanks were left
                return len(text), line
            start, position = match.span(group)
            kind = kinds[group]
            if plain[group]:
                append(new(Token, (kind, text[start:position], start, line)))
                continue
            if kind is None:
                if names[group] != "newline":
                    return self.open(names[group], start, position, line)
                line += text.count("\n", start, position)
                if commands and self.at_start() and commands.match(text, position):
                    return self.line_command(position, line)
                continue
            if careful and (cut := self.special(kind, start, position, line)) is not None:
                return cut
            token = Token(kind, text[start:position], start, line)
            append(token)
            if kind is Kind.STRING or kind is Kind.QUOTED:
                line += text.count("\n", start, position)
            elif kind is Kind.OPERATOR:
                if position - start > 1 and text[position - 1] in "+-":
                    self.trim_operator()
            elif kind is Kind.TERMINATOR and self.delimiter == ";":
                self.ended += 1
                if self.too_many:
                    return position, line
                if self.concerns_lexer():
                    return self.terminated(position, line)
                self.statement = len(tokens)
            elif kind is Kind.META:
                return self.meta(token, position)
            elif kind is Kind.CONDITIONAL:
                self.conditional = token
                return position, line
        return (len(text) if next(matches, None) is None else position), line

    def trim_operator(self) -> None:
        """PostgreSQL: a longer operator ends in + or - only if it holds a character that is in no plain one.

        What it ends in otherwise are operators of one character each.
        """
        token = self.tokens[-1]
        if self.lexis.name != "postgres" or any(c in "~!@#%^&|`?" for c in token.text):
            return
        kept = token.text.rstrip("+-") or token.text[0]
        self.tokens[-1] = token._replace(text=kept)
        for offset in range(len(kept), len(token.text)):
            self.tokens.append(Token(token.kind, token.text[offset], token.start + offset, token.line))

    # Delimiters and conditional comments (MySQL)

    def special(self, kind: Kind, start: int, end: int, line: int) -> tuple[int, int] | None:
        """What a delimiter of the user's own, or the end of a conditional comment, makes of a token."""
        text, delimiter = self.text, self.delimiter
        if self.conditional is not None and text.startswith("*/", start):
            self.tokens.append(Token(Kind.CONDITIONAL, "*/", start, line))
            self.conditional = None
            return start + 2, line
        if delimiter == ";" or kind in (Kind.STRING, Kind.QUOTED, Kind.COMMENT):
            return None
        if text.startswith(delimiter, start):
            self.tokens.append(Token(Kind.TERMINATOR, delimiter, start, line))
            return self.terminated(start + len(delimiter), line)
        inside = text.find(delimiter, start, end) if kind is Kind.WORD else -1
        if inside > start:
            self.tokens.append(Token(kind, text[start:inside], start, line))
            return inside, line
        if kind is Kind.TERMINATOR:
            self.tokens.append(Token(Kind.PUNCTUATION, ";", start, line))
            return end, line
        return None

    def at_start(self) -> bool:
        """Whether a statement may begin here: only comments since the last one ended, or a GO or slash line."""
        self.skip_comments()
        if self.statement == len(self.tokens):
            return True
        last = self.tokens[-1]
        if last.text.upper() not in ("GO", "/"):
            return False
        if self.text[self.text.rfind("\n", 0, last.start) + 1 : last.start].strip():
            return False
        self.statement = len(self.tokens)  # so that a comment behind it hides no client's line
        return True

    def skip_comments(self) -> None:
        """Move the beginning of the statement behind the comments above it."""
        while self.statement < len(self.tokens) and self.tokens[self.statement].kind is Kind.COMMENT:
            self.statement += 1

    def line_command(self, position: int, line: int) -> tuple[int, int]:
        """Take one of the client's own lines (DELIMITER $$, PROMPT …) when there is one."""
        pattern = self.lexis.line_command
        match = pattern.match(self.text, position) if pattern else None
        if match is None:
            return position, line
        command = match.group().rstrip()
        self.tokens.append(Token(Kind.META, command, position, line))
        if command[:9].upper() == "DELIMITER":
            self.delimiter = (command[9:].split() or [";"])[0]
        self.statement = len(self.tokens)
        return match.end(), line

    def concerns_lexer(self) -> bool:
        """Whether the statement that ends here may be a COPY or SET that changes how to read on."""
        if self.lexis.name != "postgres":
            return False
        self.skip_comments()
        return self.tokens[self.statement].text[:4].upper() in ("COPY", "SET")

    def terminated(self, position: int, line: int) -> tuple[int, int]:
        """Go on after a terminator: settings and data that concern the lexer, client lines."""
        if self.lexis.name == "postgres":
            self.skip_comments()
            words = [t.text.upper() for t in self.tokens[self.statement : self.statement + 5]]
            if words and words[0] == "COPY" and self._copies_from_stdin():
                self.statement = len(self.tokens)
                return self.data(position, line)
            if words[1:2] == ["STANDARD_CONFORMING_STRINGS"] and words[0] == "SET":
                off = words[3:4] and words[3].strip("'") in ("OFF", "FALSE", "NO", "0")
                self.scanner = self.lexis.escaping_scanner if off else self.lexis.scanner
        self.statement = len(self.tokens)
        return position, line

    def _copies_from_stdin(self) -> bool:
        words = [t.text.upper() for t in self.tokens[self.statement :] if t.kind is Kind.WORD]
        return any(a == "FROM" and b == "STDIN" for a, b in pairwise(words))

    # psql's own lines, and COPY data

    def meta(self, token: Token, position: int) -> tuple[int, int]:
        self.tokens[-1] = token._replace(text=token.text.rstrip())
        self.ended += 1
        self.statement = len(self.tokens)
        if _COPY_STDIN.match(token.text):
            return self.data(position, token.line)
        return position, token.line

    def data(self, position: int, line: int) -> tuple[int, int]:
        """Take the lines of COPY … FROM stdin that follow the current line, up to the line that is \\. ."""
        text = self.text
        newline = text.find("\n", position)
        if newline < 0:
            return position, line
        start, line = newline + 1, line + 1
        match = _DATA_END.search(text, start)
        end = match.end() if match else len(text)
        token = Token(Kind.DATA, text[start:end].rstrip("\r\n"), start, line)
        if token.text:
            self.tokens.append(token)
        if match is None:
            self.report(token, "data of COPY that no line \\. ends")
        self.statement = len(self.tokens)
        return end, line + text.count("\n", start, end)

    # Tokens whose end needs a search

    def open(self, name: str, start: int, end: int, line: int) -> tuple[int, int]:
        """Take a token whose opener was met at `start`, or recover when it does not end."""
        text = self.text
        kind = Kind.COMMENT if name == "open_comment" else Kind.STRING
        close = -1
        if name == "open_comment":
            close = self._comment_end(end)
        elif name == "open_dollar":
            close = text.find(text[start:end], end)
            close += end - start if close >= 0 else 0
        elif name == "open_quote" and end < len(text):
            closer = _Q_CLOSERS.get(text[end], text[end]) + "'"
            close = text.find(closer, end + 1)
            close += len(closer) if close >= 0 else 0
        if close < 0:
            return self.recover(start, end, line)
        self.tokens.append(Token(kind, text[start:close], start, line))
        return close, line + text.count("\n", start, close)

    def _comment_end(self, position: int) -> int:
        if not self.lexis.nested_comments:
            match = _COMMENT_END.search(self.text, position)
            return match.end() if match else -1
        depth = 1
        for match in _COMMENT_MARK.finditer(self.text, position):
            depth += 1 if match.group() == "/*" else -1
            if not depth:
                return match.end()
        return -1

    # Recovery

    def report(self, token: Token, message: str) -> None:
        self.problems.append(Problem(token.line, column_of(self.text, token.start), message))

    def recover(self, start: int, end: int, line: int) -> tuple[int, int]:
        """Report an opener without an end and resume at the next statement.

        When an earlier string runs over the end of a line and into what looks like another statement, it is that
        one which lacks its quote, and every later quote was taken the wrong way round: reading resumes there.
        """
        self.recoveries += 1
        if self.recoveries > RECOVERIES:
            broken = Token(Kind.BROKEN, self.text[start:], start, line)
            self.tokens.append(broken)
            self.report(broken, "too many quotes that nothing closes; the rest of the text is not read")
            return len(self.text), line + broken.text.count("\n")
        suspect = self._suspect()
        if suspect is not None:
            start, line = self.tokens[suspect].start, self.tokens[suspect].line
            end = start + 1
            del self.tokens[suspect:]
            self.rows_gone = min(self.rows_gone, suspect)
            if self.statement > suspect:  # those that ended behind it never began
                ends = (at + 1 for at in range(suspect - 1, -1, -1) if self.tokens[at].kind in _ENDS)
                self.statement = next(ends, 0)
            self.problems = [p for p in self.problems if p.line < line]
        resume = self._resume(end)
        broken = Token(Kind.BROKEN, self.text[start:resume].rstrip(), start, line)
        self.tokens.append(broken)
        opener = next((c for c in self.text[start : start + 3] if c in _NAMES), "'")
        self.report(broken, _NAMES[opener])
        self.restarted = max(resume, end)
        return self.restarted, line + self.text.count("\n", start, self.restarted)

    def _suspect(self) -> int | None:
        for index, token in enumerate(self.tokens):
            if token.start >= self.restarted and _runs_on(token):
                return index
        return None

    def _resume(self, position: int) -> int:
        match = _END_OF_STATEMENT.search(self.text, position)
        return match.start() if match else len(self.text)


def _runs_on(token: Token) -> bool:
    """Whether a string runs over the end of a line and into what looks like another statement."""
    if token.kind not in (Kind.STRING, Kind.QUOTED) or "\n" not in token.text or token.text.startswith("$"):
        return False
    end = _END_OF_STATEMENT.search(token.text)
    return end is not None and _STATEMENT_LINE.match(token.text, end.end()) is not None


_BLANKS = re.compile(r"[\s\ufeff]*+")
