"""Loops of a DO block over names that it holds itself, with what each turn asks of the catalogue."""

from designer.importers import import_sql
from designer.lab.verify import verify_source

TABLES = (
    "CREATE TABLE t (id int, at timestamp); CREATE TABLE u (id int, at timestamp); CREATE INDEX u_held ON u (id);\n"
)
LOOP = """
DO $$ DECLARE names VARCHAR[] := CAST(ARRAY['t', 'u'] AS VARCHAR[]); name text; held boolean; BEGIN
  FOREACH name IN ARRAY names LOOP
    EXECUTE FORMAT('SELECT EXISTS (SELECT FROM pg_catalog.pg_indexes WHERE indexname = ''%s_held'')', QUOTE_IDENT(name))
      INTO held;
    IF NOT held THEN
      EXECUTE FORMAT('CREATE INDEX %s_held ON %s (at)', QUOTE_IDENT(name), QUOTE_IDENT(name));
    END IF;
    EXECUTE FORMAT('CREATE INDEX IF NOT EXISTS %s_at ON %s (at DESC NULLS LAST);', name, QUOTE_IDENT(name));
  END LOOP;
END $$;
"""


def test_what_a_text_asks_with_values_or_of_rows_leaves_the_block_as_it_is() -> None:
    asked = "SELECT EXISTS (SELECT FROM pg_catalog.pg_indexes WHERE indexname = $1)"
    for text in (f"'{asked}' INTO held USING 't_held'", "'SELECT count(*) > 1 FROM t' INTO held"):
        block = f"DO $$ DECLARE held boolean; BEGIN EXECUTE {text}; IF NOT held THEN DROP TABLE t; END IF; END $$;"
        found = import_sql(TABLES + block)
        assert [one.kind for one in found.schema.opaque] == ["do block"]
        assert [table.name for table in found.schema.entities] == ["t", "u"]


def test_a_loop_over_an_array_of_names_makes_what_it_makes_on_the_server() -> None:
    found = import_sql(TABLES + LOOP)
    assert (found.problems, found.schema.opaque) == ((), ())
    indexes = [[one.name for one in table.indexes] for table in found.schema.entities]
    assert indexes == [["t_at", "t_held"], ["u_at", "u_held"]]
    verification = verify_source(TABLES + LOOP, found.schema)
    assert (verification.verdict, verification.errors, verification.differences) == ("equal", (), ())
