"""What a table is kept for, as far as its name and its key tell: codes, scratch data, records of a program's work.

How much a finding matters depends on it: a log without a key may be meant, a list of five codes needs no index.
"""

from __future__ import annotations

from designer.analysis.expressions import spelled
from designer.analysis.facts import Facts
from designer.analysis.vocabulary import means_moment, means_record
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, stem, words


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SCRATCH = _set("temp tmp temporary scratch worktable inputlist migration")
_PUT_ASIDE = _set("backup bak archive archived arkiv archiv old copy")
_OUT_OF_USE = (("unused",), ("deprecated",), ("obsolete",), ("defunct",), ("not", "in", "use"), ("ikke", "i", "bruk"))
_MADE = _set(
    "cache cached stat stats statistic summary aggregate aggregated aggregation report reporting upload uploaded "
    "imported exported materialized materialised denormalized denormalised mv histo hist counter online activity "
    "latency metric sample tracking audit counts index indexed search sync histogram overview ranking trend rollup"
)
_FIGURES = _set("kpi figure report reporting dashboard")
_MADE_ENDINGS = ("log", "temp", "history", "archive", "cache")
"""How names end whose words are run together: `pandalog`, `uploadspectemp`."""
_NO_LOGS = _set("catalog dialog blog backlog weblog analog")
_SINGLE = _set("version status state info config configuration setting system metadata meta last option counter vars")
"""How a table is called that may well be meant for one row."""
_ALONE = _set("config configuration setting information mode lock format version")
"""What such a table is called last, however many columns it has."""
_OF_LIBRARIES = (
    "oban_", "que_jobs", "que_lockers", "que_values", "good_job", "solid_queue_", "solid_cache_", "solid_cable_",
    "qrtz_", "act_ru_", "act_re_", "act_hi_", "act_ge_", "act_id_", "act_evt_", "act_procdef_", "flw_",
    "telescope_entries", "telescope_monitoring", "active_storage_", "action_text_", "action_mailbox_", "river_job",
    "river_queue", "river_leader", "django_", "batch_job_", "batch_step_", "spring_session", "shedlock", "jobrunr_",
    "databasechangelog", "flyway_schema_history", "ar_internal_metadata", "alembic_version", "goose_db_version",
    "_prisma_migrations", "__efmigrationshistory", "sequelizemeta", "knex_migrations", "spatial_ref_sys",
)  # fmt: skip
"""How names of tables begin that widely used libraries make, in the form that they prescribe."""
_PRESCRIBED = {
    ("verification", "token"): frozenset({"identifier", "token", "expires"}),  # Auth.js
    ("session",): frozenset({"payload", "last_activity"}),  # Laravel
}
"""Tables that a library prescribes, by their names, which others may have, and the columns that tell them."""
_MAINTAINED = _set("updated modified changed edited")
"""Words of times that say when a row was changed last: rows that change are no record of what happened."""
_PROGRAM = _set(
    "log job task run execution exec queue event workflow process processing batch import export upload download scan "
    "session sync monitor monitoring history hist stat stats statistic metric build step command script query "
    "replication backup oplog playout worker snapshot test gtfs feed scd acquisition analysis spectrum logbook cdr "
    "span restart"
)
_MEASURED = _set(
    "engine exec executed execution detected upload download processing process run query import export job task scan "
    "measured actual real build sync log"
)
_CODES = _set(
    "type typ kind status state class category section style template config configuration setting format level "
    "language locale country currency unit role mode option enum lookup code datatype namespace reason priority "
    "severity group definition field parameter param property profile stage phase outcome factor topic"
)
_HANDFUL = _set(
    "info source tool script body provider plugin backend uri dimension privilege permission platform enm area region "
    "district jurisdiction characteristic authority facility host calendar preset "
    "protocol direction agency license licence reporter risk decision"
)
"""How a table is called last that others refer to, and that hardly grows."""
_CONNECTION = ("url", "driver", "password")
"""How columns are called last of a table that tells how to reach other databases."""
_SETTINGS = _set("config configuration cfg lookup enum")
_LISTS = _set("vl lov lkp lookup enum valuelist codelist")
"""What schemas are called that hold lists of codes (`app_vl`), and how names of such tables begin or end."""
_STAGED = _set("import staging stage staged raw upload tmp temp temporary")
_CODE_ENDINGS = ("type", "types", "class", "status", "enum")
_NUMBERS = _set("id uuid guid key hash token sha")
_TELLING = frozenset((one,) for one in "uuid guid code name key no nr num number login email".split())
_OUTCOMES = _set("status state")
_RUNNING = _set("end stop finish ends")
_FEW = 3
_FEW_OF_A_CODE = 6
_LONGEST_CODE = 100
"""Letters of a text key up to which it is a code rather than what somebody wrote."""


def is_scratch(table: Entity) -> bool:
    """Whether rows stand in a table for a moment only: `tmp_users`, `temp_totals`, `facet_migration_lock`."""
    return bool(_SCRATCH & set(words(table.name)))


def is_put_aside(table: Entity) -> bool:
    """Whether a table keeps what others have held, or is out of use: `orders_backup_2026`, `unused_notes`."""
    spoken = words(table.name)
    if any(spoken[at : at + len(one)] == one for one in _OUT_OF_USE for at in range(len(spoken))):
        return True
    return next((one for one in reversed(stem(table.name)) if not one.isdigit()), "") in _PUT_ASIDE


def is_rebuilt(table: Entity) -> bool:
    """Whether a table is filled anew from others: `tl_materialized_routes`, `orders_mv`."""
    return bool({"materialized", "materialised", "mv"} & set(words(table.name)))


def is_staged(table: Entity) -> bool:
    """Whether rows stand in a table as they were delivered, before they are checked and taken over."""
    return bool(_STAGED & _named(table)) or stem(table.name)[-1].endswith("temp")


def is_made(table: Entity) -> bool:
    """Whether a program writes the rows from others, or one after the other as things happen, and may mean to keep
    what is equal."""
    last = stem(table.name)[-1]
    if last.endswith(_MADE_ENDINGS) and last not in _NO_LOGS:
        return True
    return means_record(table.name) or bool(_MADE & _named(table))


def is_of_figures(facts: Facts, table: Entity) -> bool:
    """Whether a table without references holds what a report shows, worked out from other tables: `sales_kpi`, of
    which no column is required."""
    linked = facts.schema.references_from(table.id) or facts.schema.references_to(table.id)
    return bool(_FIGURES & _named(table)) and not linked and not any(one.not_null for one in table.attributes)


def is_single(table: Entity) -> bool:
    """Whether a table without references may be meant for one row: `schema_info`, `counter`, `system_settings`."""
    return stem(table.name)[-1] in _ALONE or (len(table.attributes) <= _FEW and bool(_SINGLE & _named(table)))


def is_of_one_thing(table: Entity) -> bool:
    """Whether a table without references is called in the singular as the one thing that it keeps: a pair of keys, or
    its own column (`cluster_id.cluster_id`)."""
    parts, columns = words(table.name), [one.name.lower() for one in table.attributes]
    if table.name.lower() in columns:
        return len(columns) <= _FEW
    is_pair = parts[-1:] == ("keypair",) or parts[-2:] == ("key", "pair")
    return is_pair and not any(one.endswith("id") for one in columns)


def is_kept_empty(facts: Facts, table: Entity) -> bool:
    """Whether a check is false for every row, so that rows stand in the table's heirs only."""
    return any(spelled(one.expression, facts.schema.dialect.name) == ("false",) for one in table.checks)


def is_of_a_library(table: Entity) -> bool:
    """Whether a library makes the table, so that its form is not the design's to change: `oban_jobs`."""
    wanted = _PRESCRIBED.get(stem(table.name))
    if wanted is not None and wanted <= {one.name.lower() for one in table.attributes}:
        return True
    return table.name.lower().startswith(_OF_LIBRARIES)


def tells_rows_apart(table: Entity) -> bool:
    """Whether a column says which row one is: a number, a name or a code, be it another table's. Where none does, there
    may be one row only."""
    return any(one.name.lower().endswith("id") or words(one.name)[-1:] in _TELLING for one in table.attributes)


def is_record(facts: Facts, table: Entity) -> bool:
    """Whether each row tells of a moment: beside a time there are values, and neither a number of the row's own nor a
    time at which it was changed. A pair of references and when they were made is no such record."""
    referring = facts.foreign_columns(table.id)
    times = [one for one in table.attributes if _is_time(facts, one)]
    if not times or any(_MAINTAINED & set(words(one.name)) for one in table.attributes):
        return False
    rest = [one for one in table.attributes if one not in times]
    if any(words(one.name) in (("id",), ("uuid",)) or one.identity or "serial" in one.type.lower() for one in rest):
        return False
    return any(one.id not in referring and words(one.name)[-1:] not in (("id",), ("uuid",)) for one in rest)


def _is_time(facts: Facts, column: Attribute) -> bool:
    return facts.family(column) in ("timestamp", "date") or (
        facts.family(column) == "integer" and means_moment(column.name)
    )


def is_run_by_program(table: Entity, *columns: str) -> bool:
    """Whether the times in these columns are those that a program measures: of a job, of a log, of an upload."""
    spoken = {one for name in columns for one in words(name)}
    named = _named(table)
    return bool(_PROGRAM & named) or bool(_MEASURED & spoken) or named >= {"data", "collection"}


def is_open_until_done(facts: Facts, table: Entity, high: Attribute) -> bool:
    """Whether an end is a moment that is open while a state says how far the row has come: a program writes both.

    A period of validity (`valid_to`) somebody sets, whatever state the row is in.
    """
    if not _RUNNING & set(words(high.name)):
        return False
    is_open = facts.family(high) == "timestamp" and not facts.is_required(table, high)
    return is_open and any(words(one.name)[-1:] and words(one.name)[-1] in _OUTCOMES for one in table.attributes)


def is_handful(facts: Facts, parent: Entity) -> bool:
    """Whether a table that others refer to is a list of codes, or holds the few things that a program works with."""
    if is_of_codes(facts, parent):
        return True
    name = stem(parent.name)
    return parent.rows is None and (
        name[-1] in _HANDFUL
        or name[0] == "ref"
        or "dimension" in name
        or _is_of_releases(facts, parent)
        or {words(one.name)[-1:] for one in parent.attributes} >= {(last,) for last in _CONNECTION}
    )


def _is_of_releases(facts: Facts, table: Entity) -> bool:
    """Whether a table has the versions of the program itself (`protocol_versions`), not those of the rows of another
    table (`document_versions` beside documents), or of what they are versions of by a key of their own."""
    *front, last = stem(table.name)
    if last != "version" or not front:
        return False
    return not any(stem(one.name)[-1] == front[-1] for one in facts.schema.entities if one.id != table.id)


def is_of_codes(facts: Facts, table: Entity) -> bool:
    """Whether a table is a list of a handful of codes: by its declared rows, its name or its schema's, a short text for
    its key, or one called `code`."""
    if table.rows is not None:
        return table.rows <= facts.thresholds.reference_table_rows
    return facts.kept(_looks_like_codes, table)


def _looks_like_codes(facts: Facts, table: Entity) -> bool:
    name = stem(table.name)
    if name[-1] in _CODES or name[-1].endswith(_CODE_ENDINGS) or _SETTINGS & set(name):
        return True
    home = {singular(one) for one in words(facts.schema.namespace(table.schema) or "")}
    if _LISTS & {*home, name[0], name[-1]} or name[0] == "possible":
        return True
    key = table.primary_key.columns if table.primary_key else ()
    if len(key) != 1:
        return False
    column = facts.schema.attribute(key[0])
    if name[-1] == "list" and words(column.name)[-1:] == ("code",):
        return True
    if facts.family(column) == "integer" and words(column.name)[-1:] == ("code",):
        # A code that the server counts is a number of rows to come, and what refers to others is more than a list.
        counted = column.identity is not None or "serial" in column.type.lower()
        few = len(table.attributes) <= _FEW_OF_A_CODE or bool(table.inherits)
        return few and not counted and not facts.schema.references_from(table.id)
    length = facts.type_of(column).length
    referring = key[0] in facts.foreign_columns(table.id)
    if facts.family(column) != "text" or referring or _NUMBERS & set(words(column.name)):
        return False
    return (length is None or length <= _LONGEST_CODE) and len(table.attributes) <= _FEW_OF_A_CODE


def _named(table: Entity) -> set[str]:
    """The words of a table's name, as they stand and in the singular."""
    found = words(table.name)
    return {*found, *map(singular, found)}
