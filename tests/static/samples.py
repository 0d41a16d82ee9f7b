"""Sample context for the style guide and the template tests: one of everything, with texts as long as real ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import SafeString, mark_safe


class AttributeForm(forms.Form):
    """One control of each kind, with an error, help and a choice."""

    name = forms.CharField(help_text="Lower case, words joined by underscores.", max_length=63)
    type = forms.ChoiceField(choices=[("bigint", "bigint"), ("text", "text")])
    comment = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    rows = forms.IntegerField(required=False, label="Distinct values")
    not_null = forms.BooleanField(required=False, label="Not null", help_text="Every row has a value.")
    on_delete = forms.ChoiceField(
        choices=[("no action", "No action"), ("cascade", "Cascade")], widget=forms.RadioSelect, label="On delete"
    )


def evidence() -> dict[str, Any]:
    """Planner costs as an evidence table."""
    return {
        "columns": [
            {"label": "Planner cost"},
            {"label": "now", "num": True},
            {"label": "with index", "num": True},
            {"label": "", "num": True},
        ],
        "rows": [
            [
                "recent orders of a customer",
                {"text": "212,840", "num": True},
                {"text": "8.6", "num": True, "kind": "better"},
                {"text": "÷ 24,700", "num": True, "kind": "better"},
            ],
            [
                "orders of a customer, count",
                {"text": "196,433", "num": True},
                {"text": "5.1", "num": True, "kind": "better"},
                {"text": "÷ 38,500", "num": True, "kind": "better"},
            ],
            [
                "insert an order",
                {"text": "4.1", "num": True},
                {"text": "4.3", "num": True},
                {"text": "+ 6 %", "num": True},
            ],
        ],
        "note": "PostgreSQL 18.4 planned this at the declared volumes. Holds at ×0.1 and ×10 rows. 301 MB.",
    }


def findings() -> list[dict[str, Any]]:
    """An error with a fix, an error with counterexample rows, a warning, a settled one."""
    return [
        {
            "id": "f1",
            "severity": "error",
            "code": "IX001",
            "rule_url": "/rules/IX001/",
            "place": "orders",
            "place_url": "/d/7/orders/",
            "confidence": "certain",
            "entity_id": "orders",
            "title": "No index serves “recent orders of a customer”",
            "message": mark_safe(
                "1,200 calls a minute filter on <code>customer_id</code> and sort by <code>placed_at</code>. "
                "At 10 million rows each call reads the whole table."
            ),
            "evidence": evidence(),
            "lines": [
                {"kind": "add", "text": "CREATE INDEX orders_customer_id_placed_at_idx"},
                {"kind": "add", "text": "  ON orders (customer_id, placed_at DESC)"},
                {"kind": "add", "text": "  WHERE deleted_at IS NULL;"},
            ],
            "apply_url": "/d/7/findings/f1/apply/",
            "dismiss_url": "/d/7/findings/f1/dismiss/",
            "revision": 12,
        },
        {
            "id": "f2",
            "severity": "error",
            "code": "NF003",
            "rule_url": "/rules/NF003/",
            "place": "orders",
            "confidence": "certain",
            "title": "customer_email depends on customer_id, not on the key",
            "message": "An update of one e-mail must change every order of that customer. Nothing stops:",
            "evidence": {
                "columns": [
                    {"label": "id", "num": True},
                    {"label": "customer_id", "num": True},
                    {"label": "customer_email"},
                ],
                "rows": [
                    [{"text": 1, "num": True}, {"text": 7, "num": True}, {"text": "ana@example.org", "code": True}],
                    [{"text": 2, "num": True}, {"text": 7, "num": True}, {"text": "ana@example.com", "code": True}],
                ],
            },
            "preview_url": "/d/7/findings/f2/",
            "preview_label": "Preview split",
            "dismiss_url": "/d/7/findings/f2/dismiss/",
        },
        {
            "id": "f3",
            "severity": "warning",
            "code": "TY008",
            "rule_url": "/rules/TY008/",
            "place": "order_lines.unit_price",
            "confidence": "likely",
            "title": "unit_price is a binary float, and money is added up",
            "message": "Sums of 32 million lines drift by cents.",
            "apply_url": "/x",
            "dismiss_url": "/y",
            "revision": 12,
            "lines": [
                {"kind": "del", "text": "unit_price double precision NOT NULL"},
                {"kind": "add", "text": "unit_price numeric(12, 2) NOT NULL"},
            ],
        },
        {
            "id": "f4",
            "severity": "good",
            "label": "Fixed in v12",
            "code": "CO014",
            "rule_url": "/rules/CO014/",
            "place": "orders",
            "title": "status accepts any text",
            "settled": True,
            "undo_url": "/undo",
        },
    ]


def tabs() -> list[dict[str, Any]]:
    """The side pane's tabs, Findings current."""
    return [
        {"label": "Inspector", "url": "/d/7/orders/"},
        {"label": "Findings", "url": "/d/7/orders/?tab=findings", "current": True, "count": 2, "severity": "error"},
        {"label": "Threads", "url": "/d/7/orders/?tab=threads"},
        {"label": "History", "url": "/d/7/orders/?tab=history"},
    ]


def nav_tabs(current: str = "Diagram") -> list[dict[str, Any]]:
    """The pages of a design."""
    names = ["Diagram", "Access patterns", "Findings", "Migrations", "Review", "Dictionary"]
    return [
        {
            "label": name,
            "url": f"/{name}",
            "current": name == current,
            "count": 7 if name == "Findings" else 0,
            "severity": "error",
        }
        for name in names
    ]


def attributes(names: str) -> list[dict[str, Any]]:
    """Attributes from `key name type` triples separated by commas."""
    words = {"●": "primary key", "○": "foreign key", "◆": "unique", "·": ""}
    triples = [part.split() for part in names.split(",")]
    return [
        {
            "id": name,
            "name": name,
            "type": kind,
            "key": "" if key == "·" else key,
            "key_name": words[key],
            "url": f"/d/7/a/{name}/",
            "prime": key == "●",
            "not_null": not kind.endswith("?"),
        }
        for key, name, kind in triples
    ]


ORDER_ATTRIBUTES = (
    "● id bigint, ○ customer_id bigint, · status order_status, · placed_at timestamptz, · total_cents bigint, "
    "· deleted_at timestamptz?"
)


def tree_groups(current: str = "orders") -> list[dict[str, Any]]:
    """Three groups, orders unfolded, one entity chosen."""

    def one(name: str, rows: str, severity: str = "", findings: str = "", **more: Any) -> dict[str, Any]:
        return {
            "id": name,
            "name": name,
            "rows": rows,
            "severity": severity,
            "findings": findings,
            "url": f"/d/7/{name}/",
            "current": name == current,
            "attributes": attributes("● id bigint, · name text"),
            **more,
        }

    orders = one("orders", "10M", "error", "2 errors", open=True)
    orders["attributes"] = attributes(ORDER_ATTRIBUTES)
    return [
        {
            "name": "Customers",
            "colour": "g1",
            "entities": [
                one("customers", "400k"),
                one("countries", "249"),
                one("reviews", "3M", "warning", "1 warning"),
            ],
        },
        {
            "name": "Catalogue",
            "colour": "g2",
            "entities": [one("products", "80k", "warning", "1 warning"), one("categories", "1.2k")],
        },
        {
            "name": "Sales",
            "colour": "g3",
            "entities": [orders, one("order_lines", "32M", "error", "1 error"), one("payments", "9M")],
        },
    ]


CARDS = {
    "customers": (20, 40, ("id", "email", "country_code")),
    "orders": (260, 20, ("id", "customer_id", "status", "placed_at")),
    "payments": (500, 60, ("id", "order_id")),
}


def diagram_svg() -> SafeString:
    """Three tables under the contract that css/diagram.css states; the group is shifted as in Graphviz's drawings."""

    def card(name: str) -> str:
        x, y, rows = CARDS[name]
        top = y - 300
        lines = "".join(
            f'<g class="attribute" data-attribute="{row}">'
            f'<text x="{x + 12}" y="{top + 44 + 20 * i}" font-size="11">{row}</text></g>'
            for i, row in enumerate(rows)
        )
        mark = (
            f'<g class="mark error" data-count="2"><circle cx="{x + 148}" cy="{top + 12}" r="4"/></g>'
            if name == "orders"
            else ""
        )
        return (
            f'<g id="e-{name}" class="node entity g1" data-entity="{name}" data-name="{name}" data-href="/d/7/{name}/">'
            f'<path class="card" fill="none" pointer-events="all" stroke="#c4cbd8" '
            f'd="M{x},{top}h160v{30 + 20 * len(rows)}h-160z"/>'
            f'<text class="name" x="{x + 8}" y="{top + 18}" font-size="11" font-weight="bold">{name}</text>'
            f"{lines}{mark}</g>"
        )

    def edge(number: int, child: str, parent: str) -> str:
        (x1, y1, _), (x2, y2, _) = CARDS[parent], CARDS[child]
        line = f"M{x1 + 160},{y1 - 260} L{x2},{y2 - 240}"
        return (
            f'<g id="r-{number}" class="edge rel" data-child="{child}" data-parent="{parent}">'
            f'<path fill="none" stroke="#8a94a6" d="{line}"/></g>'
        )

    body = "".join(card(name) for name in CARDS) + edge(1, "orders", "customers") + edge(2, "payments", "orders")
    return mark_safe(
        '<svg class="er" data-diagram viewBox="0 0 700 320" xmlns="http://www.w3.org/2000/svg">'
        f'<g class="graph" transform="translate(10 310)">{body}</g></svg>'
    )


def sample() -> dict[str, Any]:
    """The style guide's `sample`."""
    form = AttributeForm({"name": "Customer Id" * 8, "type": "bigint", "on_delete": "cascade", "not_null": "on"})
    form.is_valid()
    return {
        "row": {"label": "customers", "url": "#", "n": "400k", "severity": "warning", "findings": "1 warning"},
        "row_current": {"label": "orders", "url": "#", "n": "10M", "current": True},
        "stages": [
            {"label": "Requirements", "state": "done", "url": "#"},
            {"label": "Schema", "state": "done"},
            {"label": "Queries", "state": "current"},
            {"label": "Findings"},
            {"label": "Indexes"},
            {"label": "Review"},
            {"label": "Export"},
        ],
        "choices": [
            {"label": "All columns", "url": "#", "current": True},
            {"label": "Keys", "url": "#"},
            {"label": "Names", "url": "#"},
        ],
        "tabs": tabs(),
        "findings": findings(),
        "evidence": {
            "caption": "Two rows that may not stand together",
            "columns": [{"label": "id", "num": True}, {"label": "email"}],
            "rows": [
                [{"text": 1, "num": True}, {"null": True}],
                [{"text": 2, "num": True}, {"text": "b@x.org", "mark": True}],
            ],
            "note": "Made by the rule; nothing in the design forbids them.",
        },
        "diff_lines": [
            {"kind": "same", "text": "CREATE TABLE orders ("},
            {"kind": "del", "text": "  total double precision,"},
            {"kind": "add", "text": "  total_cents bigint NOT NULL,"},
            {"kind": "same", "text": ");"},
        ],
        "sql_html": mark_safe(
            '<span class="tok-c">-- what serves the shop window</span>\n<span class="tok-k">SELECT</span> *'
            ' <span class="tok-k">FROM</span>'
            ' orders <span class="tok-k">WHERE</span> status = <span class="tok-s">\'new\'</span>'
            ' <span class="tok-k">LIMIT</span>'
            ' <span class="tok-n">50</span>;'
        ),
        "gates": [
            {"state": "ok", "title": "DDL verified", "text": "PostgreSQL 18.4, catalogue equal"},
            {"state": "bad", "title": "Migration failed", "text": "step 3, column total is still read"},
            {"state": "", "title": "Findings 9 → 7", "text": "3 fixed, 1 new (warning)"},
            {"state": "", "title": "1 of 2 approvals", "text": "one reviewer asked for changes"},
        ],
        "changes": [
            {
                "sign": "plus",
                "kind": "Attribute",
                "code": "orders.status order_status",
                "note": "enum of 5 values, not null",
                "tag": "fixes CO014",
                "tag_kind": "good",
            },
            {
                "sign": "tilde",
                "kind": "Attribute",
                "code": "orders.total",
                "was": "numeric",
                "becomes": "total_cents bigint",
                "note": "renamed, converted",
                "by": "Mika, 2 h ago",
            },
            {
                "sign": "minus",
                "kind": "Attribute",
                "code": "orders.customer_email",
                "note": "moved to customers.email",
                "action_url": "/undo",
                "action_label": "Undo",
            },
        ],
        "steps": [
            {
                "phase": "expand",
                "sql": "ALTER TABLE orders ADD COLUMN total_cents bigint;",
                "tag": "0.4 ms lock",
                "tag_kind": "good",
            },
            {
                "phase": "backfill",
                "text": "1,000 rows a batch, resumable, both columns kept in step by trigger",
                "tag": "est. 7 min",
            },
            {
                "phase": "contract",
                "sql": "ALTER TABLE orders DROP COLUMN total;",
                "tag": "cannot be undone: saved first",
                "tag_kind": "error",
            },
        ],
        "page": Paginator(range(230), 50).page(2),
        "form": form,
        "conflicts": [
            {
                "label": "Name",
                "theirs": "customer",
                "mine": "buyer_id",
                "who": "Jo",
                "when": "a minute ago",
                "name": "resolve_name",
            }
        ],
        "attributes": attributes(ORDER_ATTRIBUTES),
        "consequences": [
            "3 relationships of order_lines and payments",
            "2 indexes",
            "nothing that undo could not bring back",
        ],
        "tiles": [
            ("Paste SQL", "CREATE statements or a whole pg_dump"),
            ("Upload", "a dump, a design file, DBML"),
            ("Connect", "read a live database, read only"),
            ("Start empty", "one table at a time"),
        ],
    }
