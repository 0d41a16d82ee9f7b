"""ALGORITHM and LOCK clauses of MySQL and MariaDB: what a statement demands of the server, or forces upon it.

A server does what it is told or refuses: a statement that demands more than can be had fails and harms nobody, and one
that forces the copy or the lock has it although there is a lighter way.
"""

from dataclasses import dataclass

from designer.planning.lint_findings import LintFinding
from designer.planning.model import Lock, Step
from designer.sql.cursor import Cursor

_STATEMENTS = (("ALTER", "TABLE"), ("ALTER", "ONLINE"), ("ALTER", "IGNORE"))
_VALUES = {
    "ALGORITHM": ("INSTANT", "INPLACE", "NOCOPY", "COPY"),
    "LOCK": ("NONE", "SHARED", "EXCLUSIVE"),
}
_INSTANT, _COPY = "METADATA, INSTANT", "SHARED, COPY"
_REPLACED = ("MG070", "MG071", "MG072")


@dataclass(frozen=True, slots=True)
class Demands:
    """The words of the clauses, "" for one that is not there or says DEFAULT."""

    algorithm: str = ""
    lock: str = ""

    @classmethod
    def of(cls, cursor: Cursor) -> "Demands":
        """Those of a statement that may have some; of the last clause of each kind."""
        about_index = cursor.key() in ("CREATE", "DROP") and "INDEX" in cursor.keys[1:4]
        if not about_index and not any(cursor.at(*words) for words in _STATEMENTS):
            return cls()
        found = {}
        for place, word in enumerate(cursor.keys[:-1]):
            if word in _VALUES:
                value = cursor.keys[place + 2] if cursor.keys[place + 1 : place + 2] == ["="] else ""
                value = value or cursor.keys[place + 1]
                if value in _VALUES[word]:
                    found[word] = value
        return cls(found.get("ALGORITHM", ""), found.get("LOCK", ""))

    @property
    def said(self) -> str:
        """As a statement says them."""
        words = (("ALGORITHM", self.algorithm), ("LOCK", self.lock))
        return ", ".join(f"{word}={value}" for word, value in words if value)

    def judged(self, step: Step, found: tuple[LintFinding, ...], line: int) -> tuple[LintFinding, ...]:
        """The findings of a step, with these demands in place of what the server would choose by itself."""
        lock = step.locks[0] if step.locks else None
        if lock is None or not self.said or not lock.mode.startswith(("METADATA, ", "SHARED, ")):
            return found
        others = tuple(one for one in found if one.code not in _REPLACED)
        if self._is_refused(step, lock):
            why = "; ".join(one.message for one in found if one.code in _REPLACED)
            return (*others, LintFinding(
                "MG075", "warning", line, f"the server refuses {self.said} here as far as is known of all versions, and"
                f" changes nothing: it takes {_plainly(lock)}{f' ({why})' if why else ''}",
            ))  # fmt: skip
        if self.algorithm == "COPY" and lock.mode != _COPY:
            return (*others, LintFinding(
                "MG070", "warning", line, f"copies {lock.relation} while nobody may write to it, as ALGORITHM=COPY"
                f" says: without it {_plainly(lock)} is enough", _COPY, "writes",
            ))  # fmt: skip
        if self.lock == "EXCLUSIVE" or (self.lock == "SHARED" and "METADATA" in lock.mode):
            blocked = "reads and writes" if self.lock == "EXCLUSIVE" else "writes"
            return (*others, LintFinding(
                "MG072", "warning", line, f"{blocked} of {lock.relation} wait meanwhile, as LOCK={self.lock} says:"
                f" without it {_plainly(lock)} is enough", lock.mode, blocked,
            ))  # fmt: skip
        return found

    def _is_refused(self, step: Step, lock: Lock) -> bool:
        return (
            (self.algorithm == "INSTANT" and lock.mode != _INSTANT)
            or (self.algorithm == "NOCOPY" and (lock.mode == _COPY or lock.relation in step.rewrites))
            or (self.algorithm == "INPLACE" and lock.mode == _COPY)
            or (self.lock == "NONE" and "METADATA" not in lock.mode)
        )


def _plainly(lock: Lock) -> str:
    """What the server does of itself: `ALGORITHM=INPLACE, LOCK=NONE`."""
    algorithm = lock.mode.rpartition(" ")[2]
    return f"ALGORITHM={algorithm}, LOCK={'NONE' if 'METADATA' in lock.mode else 'SHARED'}"
