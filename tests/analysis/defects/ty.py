"""Types: columns whose type holds other values than the ones that are meant."""

from designer.schema import model
from tests.analysis.defects.drafts import Draft
from tests.analysis.defects.growing import own_table, two_tables, with_keys
from tests.analysis.defects.planting import plants

_DATED = ("postgres", "mysql", "mariadb", "tsql", "oracle")  # SQLite has no type for a date
_ALL = (*_DATED, "sqlite")


@plants("TY001", *_DATED)
def date_as_text(draft: Draft, bad: bool) -> str:
    words = draft.pick(
        ("birth date", "date of birth", "due date", "invoice date", "start date", "expiry date", "delivery date",
         "contract date", "date opened", "birthday", "join date", "valid until date")
    )  # fmt: skip
    length = draft.pick((None, 8, 10, 10, 20, 30))
    fixed = draft.rng.random() < 0.3
    wrong = draft.fixed(length) if fixed and length in (8, 10) else draft.text(length)
    return own_table(draft).column(words, wrong if bad else "day")


@plants("TY001", *_DATED)
def moment_as_text(draft: Draft, bad: bool) -> str:
    words = draft.pick(
        ("paid at", "shipped at", "last login at", "cancelled at", "updated at", "approved at", "sent at",
         "entry timestamp", "modified on", "closed at")
    )  # fmt: skip
    wrong = draft.text(draft.pick((None, 19, 20, 25, 30, 50)))
    return own_table(draft).column(words, wrong if bad else "moment")


@plants("TY001", *_DATED)
def date_as_text_that_samples_show(draft: Draft, bad: bool) -> str:
    words = draft.pick(("departure", "check in", "hired", "renewal", "first contact", "inspection"))
    samples = draft.pick(
        (("2024-03-01", "2023-11-30", "2024-01-17"), ("31.12.2023", "01.02.2024", "15.06.2022"),
         ("12/31/2023", "02/01/2024", "06/15/2022"),
         ("2024-03-01 10:15:00", "2023-11-30 08:00:00", "2024-01-17 23:59:59"))
    )  # fmt: skip
    return own_table(draft).column(words, draft.text(20) if bad else "day", samples=samples if bad else ())


@plants("TY002")
def number_as_text(draft: Draft, bad: bool) -> str:
    words, role = draft.pick(
        (("unit price", "money"), ("quantity", "count"), ("amount", "money"), ("weight", "measure"), ("price", "money"),
         ("total amount", "money"), ("age", "small"), ("height", "measure"), ("stock quantity", "count"),
         ("latitude", "measure"), ("monthly salary", "money"), ("discount amount", "money"), ("shipping cost", "money"))
    )  # fmt: skip
    table = own_table(draft, "spare part")
    name = table.column(words, draft.text(draft.pick((10, 20, 50))) if bad else role)
    if not bad and words != "latitude":
        table.check(f"{draft.q(name)} >= 0", name)
    return name


@plants("TY002")
def number_as_text_that_samples_show(draft: Draft, bad: bool) -> str:
    words = draft.pick(("score", "rating", "distance", "mileage", "seats", "duration minutes", "population"))
    samples = draft.pick((("12", "7", "140", "33"), ("3.5", "4.0", "12.75"), ("1200", "950", "88", "10")))
    table = own_table(draft, "spare part")
    name = table.column(words, draft.text(20) if bad else "measure", samples=samples if bad else ())
    if not bad:
        table.check(f"{draft.q(name)} >= 0", name)
    return name


@plants("TY003", "postgres", "tsql", "mysql", "mariadb")
def flag_as_text(draft: Draft, bad: bool) -> str:
    words = draft.pick(
        ("is active", "is paid", "has attachments", "is verified", "deleted", "is public", "is archived")
    )
    yes, no, length = draft.pick((("Y", "N", 1), ("J", "N", 1), ("yes", "no", 3), ("T", "F", 1), ("true", "false", 5)))
    table = own_table(draft)
    if not bad:
        return table.column(words, "flag", required=True, default=draft.truth(False))
    wrong = draft.fixed(length) if length == 1 and draft.rng.random() < 0.6 else draft.text(length)
    name = table.column(words, wrong, required=True, default=draft.say(no))
    if draft.rng.random() < 0.4:
        table.check(f"{draft.q(name)} IN ({draft.say(yes)}, {draft.say(no)})", name)
    return name


@plants("TY003", "postgres", "tsql")
def flag_as_number(draft: Draft, bad: bool) -> str:
    words = draft.pick(("is active", "is paid", "has attachments", "is verified", "can login", "is public", "archived"))
    table = own_table(draft)
    if not bad:
        return table.column(words, "flag", required=True, default=draft.truth(False))
    name = table.column(words, draft.pick(("smallint", "integer", "int")), required=True, default=draft.pick("01"))
    if draft.rng.random() < 0.4:
        table.check(f"{draft.q(name)} IN (0, 1)", name)
    return name


@plants("TY004")
def money_as_float(draft: Draft, bad: bool) -> str:
    words = draft.pick(
        ("unit price", "amount", "total price", "balance", "shipping cost", "hourly wage", "monthly fee", "net amount",
         "salary", "refund amount", "price", "account balance", "subtotal", "list price", "deposit amount")
    )  # fmt: skip
    wrong = {
        "postgres": ("double precision", "real", "float"),
        "mysql": ("float", "double", "float(10,2)"),
        "mariadb": ("float", "double", "double(10,2)"),
        "sqlite": ("REAL", "FLOAT", "DOUBLE"),
        "tsql": ("float", "real", "float(53)"),
        "oracle": ("BINARY_DOUBLE", "BINARY_FLOAT", "FLOAT"),
    }[draft.dialect]
    table = own_table(draft, "spare part")
    chosen = draft.pick(wrong)
    name = table.column(words, chosen if bad else "money")
    if "balance" not in words:
        table.check(f"{draft.q(name)} >= 0", name)
    return name


@plants("TY005")
def text_in_char(draft: Draft, bad: bool) -> str:
    words = draft.pick(
        ("nickname", "last name", "city", "street", "remark", "subject", "title", "contact name", "description",
         "company name", "email")
    )  # fmt: skip
    length = draft.pick((20, 30, 50, 60, 100, 120))
    return own_table(draft).column(words, draft.fixed(length) if bad else draft.text(length))


@plants("TY006", "postgres")
def reflex_of_255(draft: Draft, bad: bool) -> tuple[str, ...]:
    table = own_table(draft)
    count = draft.pick((4, 5, 7))
    asked = draft.rng.sample(
        ("nickname", "motto", "slogan", "street line", "city part", "subject line", "hobby"), count
    )
    return tuple(table.column(words, "varchar(255)" if bad else "text") for words in asked)


@plants("TY007", "postgres")
def moment_without_zone(draft: Draft, bad: bool) -> str:
    words = draft.pick(("updated at", "paid at", "cancelled at", "last seen at", "logged at", "archived at", "sent on"))
    wrong = draft.pick(("timestamp", "timestamp without time zone", "timestamp(3)", "timestamp(0)"))
    return own_table(draft).column(words, wrong if bad else "timestamptz", default=draft.pick((None, "now()")))


@plants("TY008", "postgres")
def json_as_text(draft: Draft, bad: bool) -> str:
    words = draft.pick(
        ("settings", "preferences", "extra attributes", "metadata", "options", "custom fields", "profile")
    )
    return own_table(draft).column(words, "JSON" if bad else "jsonb")


@plants("TY009", "postgres", "mysql", "mariadb", "sqlite", "tsql")
def json_that_is_searched(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    column = draft.q(table.column("details", "json"))
    key = draft.pick(("colour", "city", "plan", "device", "source"))
    if not bad:
        listed = f"SELECT {column} FROM {table.sql} WHERE {draft.q(table.id)} = {draft.parameter()}"
        return draft.ask("read the details", listed, rows=1)
    inside = {
        "postgres": draft.pick((f"{column} ->> '{key}'", f"{column} #>> '{{{key}}}'")),
        "sqlite": f"json_extract({column}, '$.{key}')",
        "tsql": f"JSON_VALUE({column}, '$.{key}')",
    }.get(draft.dialect, draft.pick((f"JSON_UNQUOTE(JSON_EXTRACT({column}, '$.{key}'))",)))
    draft.ask("search the details", f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {inside} = {draft.parameter()}")
    return draft.style.name("details")


@plants("TY010", *_DATED)
def key_that_runs_out(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("audit record", "click record", "measurement", "message receipt")), key=False)
    narrow = {"oracle": "NUMBER(9)"}.get(draft.dialect, "int")
    wide = {"oracle": "NUMBER(19)"}.get(draft.dialect, "bigint")
    identity = model.Identity(mode="by default")
    name = table.column(
        "key", narrow if bad else wide, required=True, name=draft.style.key(table.words), identity=identity
    )
    table.key = (name,)
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    rows, per_day = draft.pick(((1_500_000_000, 2_000_000), (200_000_000, 4_000_000), (0, 5_000_000)))
    table.known.update(rows=rows, rows_per_day=per_day)
    draft.requirements["horizon_months"] = 36
    return table.name


@plants("TY011", "postgres")
def serial_key(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("audit record", "club visitor", "spare part")), key=False)
    name = draft.style.key(table.words)
    identity = None if bad else model.Identity()
    table.column(
        "key", draft.pick(("bigserial", "serial")) if bad else "bigint", required=True, name=name, identity=identity
    )
    table.key = (name,)
    return name


@plants("TY012", "postgres", "tsql", "mariadb")
def uuid_as_text(draft: Draft, bad: bool) -> str:
    words = draft.pick(("external uuid", "request guid", "uuid", "device uuid", "public uuid", "session guid"))
    wrong = draft.pick((draft.fixed(36), draft.text(36), draft.text(38)))
    table = own_table(draft)
    name = table.column(words, wrong if bad else "uuid", required=True)
    table.unique(name)
    return name


@plants("TY012", "postgres")
def uuid_as_text_key(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("audit record", "club visitor", "spare part")), key=False)
    kind, default = draft.pick(
        (("varchar(36)", "gen_random_uuid()"), ("text", "gen_random_uuid()::text"), ("char(36)", None))
    )
    name = table.column(
        "key", kind if bad else "uuid", required=True, name=draft.style.key(table.words), default=default
    )
    if not bad:
        table.columns[-1] = model.Attribute(name=name, type="uuid", default="gen_random_uuid()", comment="Key.")
    table.key = (name,)
    return name


@plants("TY013", "postgres", "mysql", "tsql")
def random_key_under_load(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("click record", "measurement", "message receipt", "parcel scan")), key=False)
    random = {"postgres": draft.pick(("gen_random_uuid()", "uuid_generate_v4()")), "tsql": "(newid())"}
    ordered = {"postgres": "uuidv7()", "tsql": "(newsequentialid())"}
    kind, default = draft.types["uuid"], (random if bad else ordered).get(draft.dialect)
    if draft.dialect == "mysql":
        kind, default = draft.pick((("binary(16)", "(uuid_to_bin(uuid()))"), ("char(36)", "(uuid())")))
        kind, default = (kind, default) if bad else ("binary(16)", "(uuid_to_bin(uuid(), 1))")
    name = table.column("key", kind, required=True, name=draft.style.key(table.words), default=default)
    table.key = (name,)
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    table.known.update(rows=draft.pick((20_000_000, 300_000_000)), rows_per_day=draft.pick((400_000, 3_000_000)))
    return table.name


@plants("TY014")
def link_of_other_type(draft: Draft, bad: bool) -> str:
    parent = own_table(draft, "spare part")
    child = own_table(draft, "trial run")
    wide = parent.of(parent.id).type
    narrow = {"oracle": "NUMBER(9)", "sqlite": "TEXT"}.get(draft.dialect) or draft.pick(("int", "smallint"))
    if not draft.style.sequential:
        narrow = draft.text(36)
    return draft.link(child, parent, "origin", type=narrow if bad else wide)


@plants("TY014", "postgres", "mysql", "mariadb", "tsql", "oracle")
def link_of_shorter_text(draft: Draft, bad: bool) -> str:
    parent = draft.table("currency rate", key=False)
    parent.column("rate code", draft.text(30), required=True, name=draft.style.name("rate code"))
    parent.key = (draft.style.name("rate code"),)
    child = own_table(draft, "trial run")
    return draft.link(child, parent, column=draft.style.name("rate code"), type=draft.text(10 if bad else 30))


@plants("TY015", least=6)
def one_name_of_two_types(draft: Draft, bad: bool) -> str:
    tables = with_keys(draft)[:5]
    words, right, wrong = draft.pick(
        (("external reference", draft.text(40), "integer"), ("batch number", "integer", draft.text(20)),
         ("review date", "day", draft.text(None)), ("priority level", "small", draft.text(20)))
    )  # fmt: skip
    odd = draft.pick(range(len(tables)))
    for number, table in enumerate(tables):
        name = table.column(words, wrong if bad and number == odd else right, comment=None)
    return name


@plants("TY016", "postgres", "oracle")
def money_without_scale(draft: Draft, bad: bool) -> str:
    words = draft.pick(("unit price", "net amount", "shipping cost", "balance", "monthly fee", "deposit amount"))
    wrong = {"postgres": draft.pick(("numeric", "decimal")), "oracle": "NUMBER"}[draft.dialect]
    table = own_table(draft, "spare part")
    name = table.column(words, wrong if bad else "money")
    if words != "balance":
        table.check(f"{draft.q(name)} >= 0", name)
    return name


@plants("TY017", *_DATED)
def file_in_a_row(draft: Draft, bad: bool) -> str:
    words = draft.pick(
        ("photo", "scanned contract", "pdf file", "avatar", "invoice pdf", "video", "logo image", "document content",
         "attachment data", "signature image", "product picture")
    )  # fmt: skip
    return own_table(draft).column(f"{words}" if bad else f"{words} url", "file" if bad else "url")


@plants("TY018", "postgres")
def address_as_text(draft: Draft, bad: bool) -> str:
    words = draft.pick(
        ("ip address", "client ip", "last login ip", "remote ip", "ip", "source ip address", "server ip")
    )
    wrong = draft.pick(("text", "varchar(45)", "varchar(39)", "varchar(15)", "varchar(50)", "character varying(64)"))
    return own_table(draft).column(words, wrong if bad else "inet")


@plants("TY019", "postgres")
def array_of_keys(draft: Draft, bad: bool) -> str:
    table, other = two_tables(draft)
    if not bad:
        draft.rng.random()
        return ""
    kind = f"{draft.key_type}[]"
    return table.column(f"{other.words} ids", kind, default=draft.pick((None, "'{}'")))


@plants("TY020")
def time_without_unit(draft: Draft, bad: bool) -> str:
    words = draft.pick(("duration", "timeout", "session timeout", "call duration", "travel duration", "retry interval"))
    unit = draft.pick(("seconds", "minutes"))
    comment = draft.pick((None, "How long it takes."))
    return own_table(draft).column(words if bad else f"{words} {unit}", "integer", comment=comment)


@plants("TY021", "postgres")
def the_type_money(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    words = draft.pick(("unit price", "net amount", "deposit amount"))
    name = table.column(words, draft.pick(("MONEY", "pg_catalog.money")) if bad else "numeric(12,2)")
    table.check(f"{name} >= {'0::money' if bad else 0}", name)
    return name


@plants("TY022", "postgres", "sqlite", "oracle")
def unique_email_in_two_spellings(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "club visitor")
    words = draft.pick(("contact email", "email", "login email", "work email", "e mail", "email address"))
    name = table.column(words, draft.text(190), required=True)
    if bad:
        table.unique(name)
    else:
        table.index(keys=(model.IndexKey(expression=f"lower({draft.q(name)})"),), unique=True)
    return name


@plants("TY023", "postgres")
def time_of_day_with_zone(draft: Draft, bad: bool) -> str:
    words = draft.pick(("opens", "closing time", "daily start", "reminder time", "office hours begin"))
    return own_table(draft).column(words, draft.pick(("timetz", "time with time zone")) if bad else "time")


@plants("TY024")
def type_too_short(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    words, values = draft.pick(
        (("delivery state", ("pending", "in transit", "delivered")), ("priority label", ("low", "medium", "critical")),
         ("approval phase", ("draft", "submitted", "accepted")))
    )  # fmt: skip
    length = draft.pick((5, 6, 7))
    default = draft.pick((values[-1], values[0]))
    name = table.column(words, draft.text(length if bad else 20), required=True, default=draft.say(default))
    listed = ", ".join(draft.say(one) for one in values)
    table.check(f"{draft.q(name)} IN ({listed})", name)
    return name
