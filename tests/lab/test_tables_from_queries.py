"""Tables that a query makes, as the importer reads them, against a server that runs the query."""

from designer.importers import import_sql
from designer.lab.verify import verify_source

SCRIPT = """
create domain money_ as numeric(12, 2) not null;
create type state as enum ('new', 'done');
create table a (id bigint generated always as identity primary key, name varchar(20) collate "C" not null default 'x',
                paid money_, state state default 'new', tags text[], at timestamptz(3) not null);
create table b as select * from a;
create table c (x, y) as (select id, name from a where id > 3 order by 1) with no data;
create table d as select q.id as qid, q.paid::text as t, cast(q.name as char(3)) short from a q join b on b.id = q.id;
create table e as select a.*, b.id as other from a, b;
alter table b add primary key (id);
alter table c add foreign key (x) references b;
"""


def test_a_server_that_runs_the_queries_has_the_columns_that_are_read() -> None:
    imported = import_sql(SCRIPT)
    assert (imported.problems, imported.carried) == ((), ())
    proof = verify_source(SCRIPT, imported.schema)
    assert (proof.verdict, proof.differences, proof.not_executed) == ("equal", (), ())
