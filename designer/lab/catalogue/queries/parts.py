"""Conditions and relations that several queries share."""

from typing import Final

OWN_SCHEMA: Final = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"
"""For `pg_namespace n`: neither the system's nor a temporary schema (no other may be named pg_…)."""

IN_SCHEMA: Final = "jsonb_build_array(jsonb_build_array('schema', quote_ident(n.nspname)))"
"""For `pg_namespace n`: that schema as the only parent."""

OWN_RELATIONS: Final = f"""
own as materialized (
    select c.*, quote_ident(n.nspname) as schema_name, format('%I.%I', n.nspname, c.relname) as name,
           case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
                          when 'f' then 'foreign table' else 'table' end as kind
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where {OWN_SCHEMA} and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and not exists (select from pg_depend e
                      where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
)"""
"""Tables, views, materialized views and foreign tables that no extension owns, with kind and name."""

IN_RELATION: Final = "jsonb_build_array(jsonb_build_array(own.kind, own.name))"
"""For `own`: that relation as the only parent."""
