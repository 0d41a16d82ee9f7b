"""DO blocks as the importer reads them, against a server that runs them."""

from designer.importers import import_sql
from designer.lab.verify import verify_source

SCRIPT = """
create table customers (id int primary key, email text);
create table orders (id int, customer_id int, total numeric);
create table log (at date, line text);
create unique index orders_id on orders (id);
do $$ begin
  if not exists (select 1 from information_schema.columns where table_name = 'orders' and column_name = 'placed') then
    alter table orders add column placed date not null default current_date;
  end if;
  if exists (select 1 from information_schema.columns where table_name = 'orders' and column_name = 'nowhere') then
    alter table orders drop column total;
  end if;
end $$;
do $$ begin
  create type state as enum ('new', 'done');
exception when duplicate_object then null;
end $$;
do $$ begin
  alter table log add column level int;
  create type state as enum ('other');
exception when duplicate_object then raise notice 'there';
end $$;
do $$ begin
  alter table customers add column email text;
exception when duplicate_column then
  alter table customers alter column email set not null;
end $$;
do $$ declare r record; n int := 2; begin
  for r in select table_name as t from information_schema.tables
           where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'customers' loop
    execute format('alter table %I add column revision int default %s', r.t, n);
  end loop;
  for i in 1..3 loop
    execute 'create table part_' || i || ' (id int primary key, parent int references customers on delete cascade)';
  end loop;
  perform 1 from pg_indexes where indexname = 'log_at';
  if not found then
    create index log_at on log (at desc);
  end if;
end $$;
do $$ declare key text; begin
  select conname into key from pg_constraint where conrelid = 'customers'::regclass and contype = 'p';
  execute format('alter table customers rename constraint %I to customers_key', key);
  if to_regclass('public.part_3') is not null then drop table part_3; end if;
  alter table orders add primary key using index orders_id;
  if (select count(*) from pg_constraint c join pg_class t on t.oid = c.conrelid
      where t.relname = 'orders' and c.contype = 'p') = 1 then
    alter table orders add constraint orders_customer foreign key (customer_id) references customers;
  end if;
  insert into log (line) values ('done');
end $$;
"""


def test_a_server_that_runs_the_blocks_has_what_is_read() -> None:
    imported = import_sql(SCRIPT)
    assert (imported.problems, imported.carried) == ((), ())
    proof = verify_source(SCRIPT, imported.schema)
    assert (proof.verdict, proof.differences, proof.not_executed) == ("equal", (), ())
    assert len(imported.schema.entities) == 5
