"""Words that each dialect does not take as a name without quotes.

PostgreSQL: `pg_get_keywords()` of version 18, which holds all of version 15. MariaDB and SQLite: the words that a
server of MariaDB 10.11 and SQLite 3.40 refused as the name of a table or column; MySQL adds the reserved words of
version 8 to MariaDB's. T-SQL and Oracle: the vendors' lists.
"""

from __future__ import annotations

from functools import cache

_POSTGRES_RESERVED = """
all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
current_catalog current_date current_role current_time current_timestamp current_user default deferrable
desc distinct do else end except false fetch for foreign from grant group having in initially intersect into
lateral leading limit localtime localtimestamp not null offset on only or order placing primary references
returning select session_user some symmetric system_user table then to trailing true union unique user using
variadic when where window with
"""
_POSTGRES_FUNCTION_OR_TYPE = """
authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left
like natural notnull outer overlaps right similar tablesample verbose
"""
_POSTGRES_COLUMN = """
between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout
int integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query
json_scalar json_serialize json_table json_value least merge_action national nchar none normalize nullif
numeric out overlay position precision real row setof smallint substring time timestamp treat trim values
varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
xmlserialize xmltable
"""
_MARIADB = """
accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call
cascade case change char character check collate column condition constraint continue convert create cross
current_date current_role current_time current_timestamp current_user cursor databases day_hour
day_microsecond day_minute day_second dec decimal declare default delayed delete delete_domain_id desc
describe deterministic distinct distinctrow div do_domain_ids double drop dual each else elseif enclosed
escaped except exists exit explain false fetch float float4 float8 for force foreign from fulltext grant
group having high_priority hour_microsecond hour_minute hour_second if ignore ignore_domain_ids in index
infile inner inout insensitive insert int int1 int2 int3 int4 int8 integer intersect interval into is
iterate join key keys kill leading leave left like limit linear lines load localtime localtimestamp lock
long longblob longtext loop low_priority master_demote_to_replica master_demote_to_slave
master_ssl_verify_server_cert match maxvalue mediumblob mediumint mediumtext middleint minute_microsecond
minute_second mod modifies natural no_write_to_binlog not null numeric offset on optimize optionally or
order out outer outfile over page_checksum parse_vcol_expr partition portion precision primary procedure
purge range read read_write reads real recursive ref_system_id references regexp release rename repeat
replace require resignal restrict return returning revoke right rlike row_number rows schemas
second_microsecond select sensitive separator set show signal smallint spatial specific sql sql_big_result
sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl starting stats_auto_recalc
stats_persistent stats_sample_pages straight_join table terminated then tinyblob tinyint tinytext to
trailing trigger true undo union unique unlock unsigned update usage use using utc_date utc_time
utc_timestamp values varbinary varchar varcharacter varying when where while with write xor year_month
zerofill
"""
_MYSQL = """
cube cume_dist database dense_rank empty first_value function generated get grouping groups io_after_gtids
io_before_gtids json_table lag last_value lateral lead manual master_bind nth_value ntile of optimizer_costs
option parallel percent_rank qualify rank row rownum schema stored sysdate system tablesample virtual window
"""
_MYSQL_84 = "manual parallel qualify tablesample"
_MARIADB_ALONE = """
current_role delete_domain_id do_domain_ids general ignore_domain_ids ignore_server_ids master_heartbeat_period offset
page_checksum parse_vcol_expr ref_system_id returning rownum slow stats_auto_recalc stats_persistent stats_sample_pages
"""

_SQLITE = """
add all alter and as autoincrement between case cast check collate commit constraint create cross
current_date current_time current_timestamp default deferrable delete distinct drop else escape except
exists foreign from full glob group having if in index indexed inner insert intersect into is isnull join
left like limit match natural not nothing notnull null on or order outer primary raise references regexp
returning right select set table then to transaction union unique update using values when where
"""
_TSQL = """
add all alter and any as asc authorization backup begin between break browse bulk by cascade case check
checkpoint close clustered coalesce collate column commit compute constraint contains containstable continue
convert create cross current current_date current_time current_timestamp current_user cursor database dbcc
deallocate declare default delete deny desc disk distinct distributed double drop dump else end errlvl
escape except exec execute exists exit external fetch file fillfactor for foreign freetext freetexttable
from full function goto grant group having holdlock identity identity_insert identitycol if in index inner
insert intersect into is join key kill left like lineno load merge national nocheck nonclustered not null
nullif of off offsets on open opendatasource openquery openrowset openxml option or order outer over percent
pivot plan precision primary print proc procedure public raiserror read readtext reconfigure references
replication restore restrict return revert revoke right rollback rowcount rowguidcol rule save schema
securityaudit select semantickeyphrasetable semanticsimilaritydetailstable semanticsimilaritytable
session_user set setuser shutdown some statistics system_user table tablesample textsize then to top tran
transaction trigger truncate try_convert tsequal union unique unpivot update updatetext use user values
varying view waitfor when where while with within writetext
"""
_ORACLE = """
access add all alter and any as asc audit between by char check cluster column column_value comment compress
connect create current date decimal default delete desc distinct drop else exclusive exists file float for
from grant group having identified immediate in increment index initial insert integer intersect into is
level like lock long maxextents minus mlslabel mode modify nested_table_id noaudit nocompress not nowait
null number of offline on online option or order pctfree prior public raw rename resource revoke row rowid
rownum rows select session set share size smallint start successful synonym sysdate table then to trigger
uid union unique update user validate values varchar varchar2 view whenever where with
"""


@cache
def words_to_quote(dialect: str) -> frozenset[str]:
    """The words, in small letters, that a name is quoted for in `dialect`."""
    if dialect == "postgres":
        return _words(_POSTGRES_RESERVED, _POSTGRES_FUNCTION_OR_TYPE, _POSTGRES_COLUMN)
    if dialect in ("mysql", "mariadb"):
        return _words(_MARIADB, _MYSQL)
    return _words({"sqlite": _SQLITE, "tsql": _TSQL, "oracle": _ORACLE}[dialect])


@cache
def words_never_columns(dialect: str) -> frozenset[str]:
    """The words, in small letters, that without quotes never name a column in an expression."""
    if dialect == "postgres":
        return _words(_POSTGRES_RESERVED, _POSTGRES_FUNCTION_OR_TYPE)
    return words_to_quote(dialect)


@cache
def words_of_mysql_alone(*, newest: bool = False) -> frozenset[str]:
    """The words that MySQL reserves and MariaDB does not; newest: those only that it has reserved since 8.4."""
    return _words(_MYSQL_84) if newest else _words(_MYSQL) - _words(_MARIADB)


@cache
def words_of_mariadb_alone() -> frozenset[str]:
    """Words that MariaDB reserves and MySQL does not."""
    return _words(_MARIADB_ALONE)


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for each in lists for word in each.split())
