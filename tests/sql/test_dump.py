"""A dump that pg_dump makes itself."""

import subprocess

import pytest

from designer.lab.installation import find_installation
from designer.lab.scratch import ScratchCluster
from designer.sql.cursor import Cursor
from designer.sql.splitting import read_script

SCHEMA = r"""
create schema shop; set search_path = shop;
create type status as enum ('new', 'it''s; odd');
create table "Orders" (id bigint generated always as identity primary key, note text default 'a;b\', st status,
  total numeric(12,2) check (total > 0), tags int[] default '{}');
create table log (line text) partition by hash (line);
create table log0 partition of log for values with (modulus 1, remainder 0);
insert into "Orders" (note) values (E'it''s\n\\.\n;'), (null), ('$$');
comment on table "Orders" is 'semi;colon -- and '' quote
over two lines';
create function f(a int) returns int language plpgsql as $body$ begin return 1; /* ' */ end $body$;
create function g(a int) returns int language sql begin atomic; select case when a > 1 then 2 end; select 3; end;
create rule r as on insert to log0 do also (delete from "Orders" where false; delete from "Orders" where false);
create view v as select id, ';' as x from "Orders";
"""


@pytest.fixture(scope="module")
def dump(scratch: ScratchCluster) -> str:
    """The whole dump, data included."""
    with scratch.connect() as session:
        session.execute("create database dumped")
    with scratch.connect("dumped") as session:
        session.execute(SCHEMA)  # type: ignore[arg-type]
    binary = find_installation().program("pg_dump")
    made = subprocess.run([binary, scratch.dsn("dumped")], check=True, capture_output=True, text=True)
    return made.stdout


def test_every_statement_of_a_dump_is_found_once_and_reads_to_its_end(dump: str) -> None:
    script = read_script(dump, "postgres")
    assert script.problems == ()
    kinds = [s.kind for s in script.statements]
    for kind, number in {"create table": 3, "create type": 1, "create function": 2, "create rule": 1, "create view": 1,
                         "comment on": 1, "copy": 2, "data": 2, "create schema": 1}.items():  # fmt: skip
        assert kinds.count(kind) == number, kind
    assert sorted(s.data_lines for s in script.statements if s.kind == "data") == [0, 3]
    lines = dump.split("\n")
    for statement in script.statements:
        assert lines[statement.line - 1].startswith(statement.text.split("\n")[0])
        if statement.kind not in ("meta", "data"):
            Cursor.of(statement).rest()
    assert "".join(dump[slice(*s.span)] for s in script.statements) == dump
