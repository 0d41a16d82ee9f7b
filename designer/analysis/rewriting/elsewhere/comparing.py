"""Both forms of each query on made rows of a server of the design's own kind, and their answers row by row.

Everything is asked in rounds, each of them all queries at once: what a round answers is needed for the next.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from designer.analysis.facts import Facts
from designer.analysis.rewriting.elsewhere.making import Made
from designer.analysis.rewriting.elsewhere.trying import Values, pools_of, sets
from designer.analysis.rewriting.offered import Compared, Pages, Rewrite
from designer.analysis.rewriting.verdict import Verdict
from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.text import filled, names_in
from designer.lab.asking import Answer, Asker
from designer.schema.model import AccessPattern

_PAGES = 6
_PROBED = 8


@dataclass(slots=True)
class Case:
    """One rewrite on trial, over all grounds. differs: in what the answers are not the same; refused: why none came.

    values: those with which `counted` rows came, few of them; for pages many, and also how many are skipped for a page
    in the middle, and its keys. They are of the last ground.
    """

    pattern: AccessPattern
    statement: ParsedStatement
    rewrite: Rewrite
    answers: int = 0
    returned: int = 0
    differs: str = ""
    refused: str = ""
    counted: int = 0
    values: Values = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    skipped: int = 0

    def verdict(self, rows: int, server: str) -> Verdict:
        """What was seen."""
        check = self.rewrite.check
        began = Verdict(
            self.rewrite, True, rows=rows, answers=self.answers, returned=self.returned, server=server, awkward=True,
            ordered=isinstance(check, Pages) or check.ordered, valued=bool(self.statement.parameters),
        )  # fmt: skip
        if isinstance(check, Compared):
            began = replace(began, chance=check.chance)
        if self.differs:
            return replace(began, equal=False, why=self.differs)
        if self.refused:
            return Verdict(self.rewrite, None, f"The server refuses it: {self.refused}.")
        if not self.returned:
            return Verdict(self.rewrite, None, "No made row met its conditions, so that there was nothing to compare.")
        return began


def compare(facts: Facts, asker: Asker, cases: Sequence[Case], made: Made) -> None:
    """One ground: the rows are loaded. What is seen goes into the cases."""
    pools = _pools(facts, asker, cases, made)
    for one in cases:
        one.counted = 0
    asked = [(one, values) for one in cases for values in sets(pools[id(one)], _asked(one))]
    texts = [text for case, values in asked for text in _two(case, values)]
    answers = asker.ask(texts)
    further: list[tuple[Case, Values, Answer]] = []
    for place, (case, values) in enumerate(asked):
        old, new = answers[2 * place], answers[2 * place + 1]
        if isinstance(case.rewrite.check, Compared):
            _hold_pair(case, case.rewrite.check, old, new, values)
        elif old.error or new.error:
            case.refused = case.refused or old.error or new.error
        else:
            further += _further(case, values, old, new)
    behind = asker.ask([_after(case, values) for case, values, _ in further])
    for (case, values, rest), found in zip(further, behind, strict=True):
        _hold(case, rest, found, values, ordered=True)


def _two(case: Case, values: Values) -> tuple[str, str]:
    """Both forms; of pages the whole of them, and what they are ordered by."""
    check = case.rewrite.check
    old, new = (check.before, check.after) if isinstance(check, Compared) else (check.whole, check.order)
    return filled(old, values), filled(new, values)


def _asked(case: Case) -> tuple[str, ...]:
    """The parameters that both take."""
    check = case.rewrite.check
    return case.statement.parameters if isinstance(check, Compared) else names_in(check.whole)


def _pools(facts: Facts, asker: Asker, cases: Sequence[Case], made: Made) -> dict[int, dict[str, list[str]]]:
    """Constants for the parameters of each case, by its id."""
    probes = [
        (case, name, text)
        for case in cases
        if isinstance(case.rewrite.check, Compared)
        for name, text in case.rewrite.check.probe
    ]
    answers = asker.ask([text for _, _, text in probes])
    probed: dict[int, dict[str, list[str]]] = {}
    for (case, name, _), answer in zip(probes, answers, strict=True):
        found = [row[0] for row in answer.rows if row[0] != "NULL"]
        step = max(1, len(found) // _PROBED)
        probed.setdefault(id(case), {}).setdefault(name, []).extend(found[::step][:_PROBED])
    return {id(one): pools_of(facts, one.pattern, one.statement, made, probed.get(id(one), {})) for one in cases}


def _hold_pair(case: Case, check: Compared, old: Answer, new: Answer, values: Values) -> None:
    if old.error and new.error:
        case.refused = case.refused or old.error
        return
    if old.rows and not 0 < case.counted <= len(old.rows):  # few of the rows, as an index is made for
        case.counted, case.values = len(old.rows), values
    _hold(case, old, new, values, ordered=check.ordered)
    if check.named and not case.differs and _folded(old) != _folded(new):
        case.differs = f"the columns are {', '.join(old.names)}, and then {', '.join(new.names)}."


def _folded(answer: Answer) -> list[str]:
    return [name.casefold() for name in answer.names]


def _further(case: Case, values: Mapping[str, str], whole: Answer, keys: Answer) -> list[tuple[Case, Values, Answer]]:
    """What has to come behind some of the rows, the last among them: (case, values with those of the row, rest)."""
    check = case.rewrite.check
    assert isinstance(check, Pages)
    count = len(keys.rows)
    places = sorted({(count - 1) * turn // (_PAGES - 1) for turn in range(_PAGES)}) if count else []
    found: list[tuple[Case, Values, Answer]] = []
    for place in places:
        last = dict(zip(check.last, keys.rows[place], strict=True))
        found.append((case, {**values, **last}, replace(whole, rows=whole.rows[place + 1 :])))
    if count > max(1, case.counted):
        case.counted, case.values, case.skipped = count, values, count // 2
        case.keys = keys.rows[case.skipped - 1]
    return found


def _after(case: Case, values: Values) -> str:
    check = case.rewrite.check
    assert isinstance(check, Pages)
    return filled(check.after, values)


def _hold(case: Case, old: Answer, new: Answer, values: Values, *, ordered: bool) -> None:
    """Counts what is the same, and notes the first that is not."""
    case.answers += 1
    case.returned += len(old.rows)
    if case.differs:
        return
    given = f"with {', '.join(f'{name} = {value}' for name, value in values.items())}," if values else "asked once,"
    if old.error or new.error:
        case.differs = f"{given} only one of them is an error: {old.error or new.error}."
    elif Counter(old.rows) != Counter(new.rows):
        missing, more = Counter(old.rows) - Counter(new.rows), Counter(new.rows) - Counter(old.rows)
        shown = ", ".join(next(iter(missing or more)))[:120]
        which = "is missing" if missing else "comes in addition"
        case.differs = f"{given} {len(old.rows):,} rows come, and then {len(new.rows):,}; ({shown}) {which}."
    elif ordered and old.rows != new.rows:
        place = next(at for at, (one, other) in enumerate(zip(old.rows, new.rows, strict=True)) if one != other)
        case.differs = f"{given} row {place + 1} is another one."
