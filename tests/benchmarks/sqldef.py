"""What is alike in judging plans by sqldef's own test pairs, whatever the server: reading the pairs, and the table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from designer.cli.hints import hinted
from designer.importers import Imported, import_sql
from designer.schema.schema import Schema

OUTCOMES = ("equal", "foretold", "refused", "failed", "missed", "not loadable")


@dataclass(frozen=True)
class Outcome:
    """What came of a pair. modelled: nothing in it is carried as text only; empty: its no-op plans are."""

    name: str
    kind: str
    why: str
    modelled: bool = True
    empty: bool = True
    statements: tuple[str, ...] = ()


def pairs(folder: Path, *flavours: str) -> Iterator[tuple[str, str, str]]:
    """(name, current, desired) of each test that is not about an error of sqldef's own.

    flavours: the servers that a test has to be meant for, as far as it says for which.
    """
    for path in sorted(folder.glob("tests*.yml")):
        for name, test in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            flavour = str(test.get("flavor") or "")
            fits = not flavours or not flavour or flavour in flavours or flavour.startswith("!")
            if "error" not in test and fits and flavour[1:] not in flavours:
                desired = (test.get("desired") or "").replace("@renamed from=", "was: ")
                yield f"{path.stem.removeprefix('tests_')}/{name}", test.get("current") or "", desired


def design(text: str, old: Schema | None = None, dialect: str = "postgres") -> tuple[Imported, Schema]:
    """The design that a text makes, its hints at renames followed."""
    imported = import_sql(text, dialect)
    if old is None:
        return imported, imported.schema
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desired.sql"
        path.write_text(text, encoding="utf-8")
        return imported, hinted(imported, old, str(path))


def show(outcome: Outcome, *, statements: bool) -> None:
    empty = "" if outcome.empty else " [no-op plan not empty]"
    print(f"{outcome.kind}: {outcome.name}{empty}\n    {outcome.why}", flush=True)
    if statements:
        print("\n".join(f"    {text}" for text in outcome.statements), flush=True)


def table(found: list[Outcome]) -> None:
    print(f"{'':14}{'all':>6}{'modelled':>10}")
    for kind in OUTCOMES:
        ones = [one for one in found if one.kind == kind]
        print(f"{kind:14}{len(ones):6}{sum(one.modelled for one in ones):10}")
    judgeable = Counter(one.kind for one in found if one.kind != "not loadable")
    reached = judgeable["equal"] / max(1, judgeable.total())
    print(f"reached {reached:.1%}, no-op plans that are not empty: {sum(not one.empty for one in found)}")
