"""Enums, domains, composites, ranges and collations."""

from typing import Final

from designer.lab.catalogue.queries.parts import IN_SCHEMA, OWN_SCHEMA

_OWN_TYPE: Final = f"""{OWN_SCHEMA}
  and not exists (select from pg_depend e
                  where e.classid = 'pg_type'::regclass and e.objid = t.oid and e.deptype = 'e')"""

_COLLATION: Final = """(select format('%I.%I', m.nspname, c.collname) from pg_collation c
        join pg_namespace m on m.oid = c.collnamespace where c.oid = """

ENUMS: Final = f"""
select 'pg_type'::regclass::oid, t.oid, 0, 'enum', format('%I.%I', n.nspname, t.typname), {IN_SCHEMA},
       json_build_object('values', coalesce(
           (select jsonb_agg(quote_literal(v.enumlabel) order by v.enumsortorder) from pg_enum v
            where v.enumtypid = t.oid), '[]'))
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
where t.typtype = 'e' and {_OWN_TYPE}
"""

DOMAINS: Final = f"""
select 'pg_type'::regclass::oid, t.oid, 0, 'domain', format('%I.%I', n.nspname, t.typname), {IN_SCHEMA},
       json_strip_nulls(json_build_object(
    'type', format_type(t.typbasetype, t.typtypmod),
    'nullability', case when t.typnotnull then 'not null' else 'nullable' end,
    'not-null constraint', (select quote_ident(k.conname) from pg_constraint k
                            where k.contypid = t.oid and k.contype = 'n'),
    'default', t.typdefault,
    'collation', case when t.typcollation <> b.typcollation then {_COLLATION} t.typcollation) end,
    'checks', (select jsonb_agg(format('%I %s', k.conname, pg_get_constraintdef(k.oid)) order by k.conname)
               from pg_constraint k where k.contypid = t.oid and k.contype = 'c')))
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
join pg_type b on b.oid = t.typbasetype
where t.typtype = 'd' and {_OWN_TYPE}
"""

COMPOSITES: Final = f"""
select 'pg_type'::regclass::oid, t.oid, 0, 'composite', format('%I.%I', n.nspname, t.typname), {IN_SCHEMA},
       json_build_object('attributes', coalesce((
           select jsonb_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) || case
               when a.attcollation <> b.typcollation then ' collate ' || {_COLLATION} a.attcollation) else '' end
               order by a.attnum)
           from pg_attribute a
           join pg_type b on b.oid = a.atttypid
           where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped), '[]'))
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
join pg_class r on r.oid = t.typrelid and r.relkind = 'c'
where t.typtype = 'c' and {_OWN_TYPE}
"""

RANGES: Final = f"""
select 'pg_type'::regclass::oid, t.oid, 0, 'range', format('%I.%I', n.nspname, t.typname), {IN_SCHEMA},
       json_strip_nulls(json_build_object(
    'subtype', format_type(r.rngsubtype, null),
    'operator class', (select format('%I.%I', m.nspname, o.opcname) from pg_opclass o
                       join pg_namespace m on m.oid = o.opcnamespace where o.oid = r.rngsubopc),
    'collation', {_COLLATION} nullif(r.rngcollation, s.typcollation)),
    'canonical', nullif(r.rngcanonical, 0)::regproc::text,
    'subtype difference', nullif(r.rngsubdiff, 0)::regproc::text,
    'multirange', format_type(r.rngmultitypid, null)))
from pg_range r
join pg_type t on t.oid = r.rngtypid
join pg_type s on s.oid = r.rngsubtype
join pg_namespace n on n.oid = t.typnamespace
where {_OWN_TYPE}
"""

# The column that holds an ICU locale has had two names.
COLLATIONS: Final = f"""
select 'pg_collation'::regclass::oid, t.oid, 0, 'collation', format('%I.%I', n.nspname, t.collname), {IN_SCHEMA},
       json_strip_nulls(json_build_object(
    'provider', case t.collprovider when 'i' then 'icu' when 'c' then 'libc' when 'b' then 'builtin' else 'default' end,
    'locale', coalesce(to_jsonb(t) ->> 'colllocale', to_jsonb(t) ->> 'colliculocale', t.collcollate),
    'character type', t.collctype,
    'rules', to_jsonb(t) ->> 'collicurules',
    'deterministic', case when t.collisdeterministic then 'yes' else 'no' end))
from pg_collation t
join pg_namespace n on n.oid = t.collnamespace
where {OWN_SCHEMA}
  and not exists (select from pg_depend e
                  where e.classid = 'pg_collation'::regclass and e.objid = t.oid and e.deptype = 'e')
"""
