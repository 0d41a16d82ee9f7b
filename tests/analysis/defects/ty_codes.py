"""Types: what the declared surroundings ask of a type, and codes with a form that everybody knows."""

from designer.schema import model
from tests.analysis.defects.drafts import Draft, options
from tests.analysis.defects.growing import own_table, with_keys
from tests.analysis.defects.planting import plants
from tests.analysis.defects.styles import Style


@plants("TY025", "postgres", "tsql", style=Style(sequential=False))
def counted_key_in_a_distributed_system(draft: Draft, bad: bool) -> str:
    draft.requirements["deployment"] = "distributed"
    table = draft.table(draft.pick(("audit record", "club visitor", "spare part")), key=not bad)
    if bad:
        name = draft.style.key(table.words)
        table.column("key", "bigint", required=True, name=name, identity=model.Identity())
        table.key = (name,)
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    return table.name


@plants("TY025", "postgres", style=Style(sequential=False))
def uuid_key_on_one_server(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("club visitor", "spare part")))
    draft.requirements["deployment"] = "single" if bad else "distributed"
    return table.name


@plants("TY026")
def digits_as_a_number(draft: Draft, bad: bool) -> str:
    words = draft.pick(("mobile number", "home phone", "fax number", "zip code", "postal code", "phone number"))
    wrong = draft.pick(("NUMBER(15)", "NUMBER")) if draft.dialect == "oracle" else draft.pick(("bigint", "int"))
    table = own_table(draft, "club visitor")
    return table.column(words, wrong if bad else "phone")


@plants("TY027")
def code_in_any_text(draft: Draft, bad: bool) -> str:
    words, role = draft.pick(
        (("billing currency", "currency"), ("currency code", "currency"), ("birth country code", "country"),
         ("spoken language code", "language"))
    )  # fmt: skip
    table = own_table(draft, draft.pick(("club visitor", "spare part", "trial run")))
    return table.column(words, draft.text(draft.pick((100, 120, 200))) if bad else role)


@plants("TY028", "postgres", "mysql", "mariadb", "tsql", "oracle", "sqlite")
def reference_by_another_collation(draft: Draft, bad: bool) -> str:
    one, other = {
        "postgres": draft.pick((('"C"', '"ucs_basic"'), ('"C"', '"POSIX"'), ('pg_catalog."C"', None))),
        "mysql": ("utf8mb4_bin", "utf8mb4_general_ci"),
        "mariadb": ("utf8mb4_bin", "utf8mb4_unicode_ci"),
        "tsql": ("Latin1_General_BIN2", "Latin1_General_CI_AS"),
        "oracle": ("BINARY", "BINARY_CI"),
        "sqlite": ("NOCASE", None),
    }[draft.dialect]
    parent = draft.table("currency rate", key=False)
    name = parent.column("rate code", "code", required=True, collation=one)
    parent.key = (name,)
    child = own_table(draft, "trial run")
    child.column("rate code", "code", required=True, collation=other if bad else one)
    child.index(name)
    draft.relate(child, (name,), parent)
    return child.name


@plants("TY029", "mysql", "mariadb", "tsql")
def row_wider_than_the_server_takes(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("club visitor", "spare part")))
    table.known["options"] = options("mysql", charset="utf8mb4")
    wide = draft.fixed(2100) if draft.dialect == "tsql" else draft.text(8300)
    kind = wide if bad else draft.text(400)
    for words in ("opening part", "closing part"):
        table.column(words, kind)
    return table.name


@plants("TY030", "postgres")
def columns_in_a_wasteful_order(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("audit record", "club visitor")), key=False)
    flags = [("is approved", "flag"), ("is late", "flag"), ("is shared", "flag")]
    wide = [("key", "bigint"), ("seen at", "moment"), ("sent at", "moment")]
    mixed = [one for pair in zip(flags, wide, strict=True) for one in pair]
    for words, role in mixed if bad else [*wide, *flags]:
        name = draft.style.key(table.words) if words == "key" else None
        identity = model.Identity() if words == "key" else None
        table.column(words, role, required=True, name=name, identity=identity)
    table.key = (draft.style.key(table.words),)
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    table.known.update(rows=draft.pick((40_000_000, 300_000_000)))
    return table.name


@plants("TY036")
def type_for_old_programs(draft: Draft, bad: bool) -> str:
    old, new = draft.pick(
        {
            "tsql": (("ntext", "nvarchar(max)"), ("text", "varchar(max)"), ("IMAGE", "varbinary(max)")),
            "oracle": (("LONG", "CLOB"), ("LONG RAW", "BLOB")),
        }[draft.dialect]
    )
    return own_table(draft).column(draft.pick(("remark", "long wording", "raw payload")), old if bad else new)
