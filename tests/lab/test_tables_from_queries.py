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


LOOKED_THROUGH = """
create table a (id int primary key, big bigint, n numeric(10, 2), r real, name varchar(20) collate "C", t text,
                c char(3), v varchar(9), b boolean, day date, ts timestamp(3), tz timestamptz, j jsonb, tags text[]);
create table b (id int, a_id bigint, v varchar(9), note text);
create view va as select id, name as called, n + 1 as more, upper(t), lower(name) as low from a;
create view vb (x, y) as select id, t from a;
create view vc as select vb.*, va.more from vb join va on va.id = vb.x;
create table c1 as select *, id + 1 as y from va;
create table c2 (first) as select * from vc;
create table c3 as table vb;
create table c4 as select id + big as i, n * 1.5 as n, r + id as f, day - day as days, day + 1 as later, tz - ts as iv,
  t || name as t1, 'x' || id as t2, j || '{}' as j, j ->> 'a' as text_of, j -> 'a' as part_of,
  tags[1] as tag, -n, not b as nay from a;
create table c5 as select coalesce(v, 'x') as v1, coalesce(v, t) as v2, coalesce(n, n) as n1, coalesce(n, 0) as n2,
  coalesce(c, 'x') as c1, nullif(v, '') as v3, nullif(n, 0) as n3, case when b then n end as n4, coalesce(name, 'x'),
  case when b then id else big end, case when name = 'x' then 1 else 1.5 end as d, greatest(day, tz) from a;
create table c6 as select count(*), sum(id) as s1, sum(big) as s2, avg(id), max(v) as m1, max(c) as m2, min(n) as m3,
  string_agg(name, ','), array_agg(v order by id), bool_and(b) filter (where b) from a;
create table c7 as select row_number() over w, lag(n) over w, sum(n) over (partition by id) as s
  from a window w as (order by id);
create table c8 as with recursive w(n, p) as (select id, t from a union all select w.n + 1, w.p || 'x' from w), q as (
  values (1, 'x'), (2.5, null)) select w.*, q.* from w, q;
create table c9 as select id from a union select a_id from b union select null;
create table c10 as select * from a join b using (id, v) where false;
"""


def test_a_server_has_the_types_that_are_told_of_expressions_views_and_queries_within() -> None:
    imported = import_sql(LOOKED_THROUGH)
    assert (imported.problems, [one.kind for one in imported.carried]) == ((), ["view"] * 3)
    proof = verify_source(LOOKED_THROUGH, imported.schema)
    assert (proof.verdict, proof.differences, proof.not_executed) == ("equal", (), ())
