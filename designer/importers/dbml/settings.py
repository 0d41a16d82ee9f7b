"""What stands in brackets behind a name: keys with or without values, among them references."""

from __future__ import annotations

from designer.importers.dbml.draft import End, Reference, Setting
from designer.importers.dbml.walking import Unreadable, Walker

_SIGNS = ("<>", ">", "<", "-")


class SettingsReader(Walker):
    """Reads settings, and the two ends of a reference, which may stand among them."""

    def settings(self) -> list[Setting]:
        """`[key, key: value, …]`, or nothing. A mistake among them is reported, and loses what stands behind it."""
        found: list[Setting] = []
        begin = self.at
        if not self.take("["):
            return found
        try:
            while not self.take("]"):
                if self.token.kind == "end" or self.is_("{", "}"):
                    raise Unreadable("this [ is never closed", self.tokens[begin])
                found.append(self._setting())
                if not self.is_("]"):
                    self.expect(",")
        except Unreadable as error:
            self.problem(error)
            self._past_settings(begin)
        return found

    def _past_settings(self, begin: int) -> None:
        """Behind the bracket that closes them; where none does, to the next line."""
        index = begin
        while self.tokens[index].value not in ("]", "{", "}", "[") or index == begin:
            if self.tokens[index].kind == "end":
                break
            index += 1
        if self.tokens[index].value == "]":
            self.at = index + 1
            return
        self.at = begin + 1
        while not (self.token.first or self.is_("{", "}") or self.token.kind == "end"):
            self.step()

    def _setting(self) -> Setting:
        token = self.token
        words = [self.name("a setting").lower()]
        while self.token.kind == "word" and not self.token.first:
            words.append(self.step().value.lower())
        key = " ".join(words)
        if not self.take(":"):
            return Setting(key, None, "", token)
        token = self.token
        if key == "ref":
            sign = self.sign()
            right = self.end()
            here = End((), (), token)
            return Setting(key, None, "", token, Reference(sign, here, right, token, file=self.file))
        begin = self.at
        while self.token.kind != "end" and not self.is_(",", "]", "{", "}"):
            if self.at > begin and self.token.first:
                break
            if self.is_("("):
                self.bracket("(", ")")
            else:
                self.step()
        if self.at == begin:
            raise self.unexpected(f"a value for {key}")
        return Setting(key, self.tokens[begin], self.written(begin, self.at), token)

    def sign(self) -> str:
        self.take("?")
        if not self.is_(*_SIGNS):
            raise self.unexpected("one of > < - <>")
        sign = self.step().value
        self.take("?")
        return sign

    def end(self) -> End:
        token = self.token
        parts = [self.name("a table and a column")]
        while self.take("."):
            if self.take("("):
                columns = [self.name("a column")]
                while self.take(","):
                    columns.append(self.name("a column"))
                self.expect(")")
                return End(tuple(parts), tuple(columns), token)
            parts.append(self.name("a column"))
        if len(parts) < 2:
            raise self.unexpected("a column, as in table.column,")
        return End(tuple(parts[:-1]), (parts[-1],), token)
