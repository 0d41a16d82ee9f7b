"""What a finding rests on, as a table or as facts."""

from designer.web.evidence import evidence_of
from designer.web.templatetags.evidence import evidence_proof


def test_nothing_is_no_evidence() -> None:
    assert evidence_of({}) is None
    assert evidence_of({"rows to read": None}) is None


def test_one_row_of_many_columns_becomes_facts_before_the_others() -> None:
    given = {"columns": ("table", "size", "by", "index"), "rows": (("orders", 600, "customer_id", None),), "note": "x"}
    shown = evidence_of(given)
    assert shown is not None
    assert "rows" not in shown
    assert [(one["name"], one["text"]) for one in shown["facts"]] == [
        ("table", "orders"), ("size", "600"), ("by", "customer_id"), ("note", "x"),
    ]  # fmt: skip


def test_several_rows_or_few_columns_stay_a_table() -> None:
    wide = evidence_of({"columns": ("a", "b", "c", "d"), "rows": ((1, 2, 3, 4), (5, 6, 7, None))})
    narrow = evidence_of({"columns": ("a", "b", "c"), "rows": ((1, 2, 3),)})
    assert wide is not None
    assert narrow is not None
    assert [len(one["rows"]) for one in (wide, narrow)] == [2, 1]
    assert wide["rows"][1][3]["null"]


def test_what_evidence_says_is_text_and_keeps_its_kind() -> None:
    hostile = "<b>\"x'"
    cells = [
        hostile, {"text": hostile, "kind": "better", "num": True}, {"text": hostile, "code": True},
        {"text": hostile, "mark": True}, {"null": True, "text": ""}, {"text": None},
    ]  # fmt: skip
    facts = [{"name": hostile, "text": hostile, "num": False}]
    written = evidence_proof(
        {"caption": hostile, "columns": [{"label": hostile, "num": True}, {"label": ""}], "rows": [cells],
         "more_rows": 3, "facts": facts, "note": hostile}
    )  # fmt: skip
    assert "<b>" not in written
    assert written.count("&lt;b&gt;&quot;x&#x27;") == 9
    for part in (
        '<td class="num better">',
        "<code>&lt;",
        "<mark>&lt;",
        '<span class="muted">NULL</span>',
        "and 3 more",
    ):
        assert part in written
    assert evidence_proof(None) == ""


def test_what_every_row_says_is_said_once_below_the_table() -> None:
    rows = tuple((f"t{number}", "integer", None, number) for number in range(4))
    shown = evidence_of({"columns": ("table", "type", "default", "rows"), "rows": rows, "for each": ""})
    assert shown is not None
    assert [one["label"] for one in shown["columns"]] == ["table", "default", "rows"]
    assert [one["text"] for one in shown["rows"][0]] == ["t0", "", "0"]
    assert [(one["name"], one["text"]) for one in shown["facts"]] == [("type", "integer")]
    few = evidence_of({"columns": ("table", "type"), "rows": rows[:3]})
    alike = evidence_of({"columns": ("type",), "rows": (("integer",),) * 5})
    assert few is not None
    assert alike is not None
    assert (len(few["columns"]), few["facts"], len(alike["rows"])) == (2, [], 5)


def test_what_not_every_sentence_says_keeps_its_column() -> None:
    rows = (("orders", "id", "orders.id is small"), ("lines", "id", "lines_2.id is small"))
    shown = evidence_of({"columns": ("table", "columns", "finding"), "rows": rows})
    assert shown is not None
    assert [one["label"] for one in shown["columns"]] == ["table", "finding"]
    no_sentence = evidence_of({"columns": ("table", "type"), "rows": (("text", "text"), ("text", "text"))})
    assert no_sentence is not None
    assert len(no_sentence["columns"]) == 2


def test_what_every_sentence_says_has_no_column_of_its_own() -> None:
    rows = (("orders", "placed, paid", "orders.paid may lie before placed"), ("lines", "id", "lines.id is small"))
    shown = evidence_of({"columns": ("table", "columns", "finding"), "rows": rows})
    assert shown is not None
    assert [[one["text"] for one in row] for row in shown["rows"]] == [[rows[0][2]], [rows[1][2]]]
