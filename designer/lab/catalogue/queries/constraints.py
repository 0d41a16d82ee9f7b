"""Keys, checks, foreign keys, exclusions, indexes and extended statistics."""

from typing import Final

from designer.lab.catalogue.queries.parts import IN_RELATION, IN_SCHEMA, OWN_RELATIONS, OWN_SCHEMA

# NOT NULL constraints (18 and newer) belong to their column; constraint triggers are triggers. A foreign key
# is checked by triggers of its own: someone may have switched them off.
CONSTRAINTS: Final = f"""
with {OWN_RELATIONS}
select 'pg_constraint'::regclass::oid, k.oid, 0, kinds.kind, format('%s.%I', own.name, k.conname),
       {IN_RELATION} || coalesce((
           select jsonb_build_array(jsonb_build_array(kinds.kind, format('%I.%I.%I', n.nspname, c.relname, p.conname)))
           from pg_constraint p
           join pg_class c on c.oid = p.conrelid
           join pg_namespace n on n.oid = c.relnamespace
           where p.oid = k.conparentid), '[]'),
       json_strip_nulls(json_build_object(
    'definition', pg_get_constraintdef(k.oid),
    'options', (select jsonb_agg(o order by o) from unnest(x.reloptions) o),
    'tablespace', (select s.spcname from pg_tablespace s where s.oid = x.reltablespace),
    'validity', case when i.indisvalid then 'valid' when not i.indisvalid then 'invalid' end,
    'inheritance', case when not (k.conislocal or own.relispartition) then 'from the parent alone' end,
    'enforcing triggers', case when k.contype = 'f' then (
        select case t.tgenabled when 'D' then 'disabled' when 'R' then 'replica' else 'always' end
        from pg_trigger t
        where t.tgrelid = k.conrelid and t.tgconstraint = k.oid and t.tgenabled <> 'O' limit 1) end))
from own
join pg_constraint k on k.conrelid = own.oid
join (values ('p', 'primary key'), ('u', 'unique'), ('c', 'check'), ('f', 'foreign key'), ('x', 'exclusion'))
    as kinds (code, kind) on kinds.code = k.contype
left join pg_class x on x.oid = k.conindid and k.contype in ('p', 'u', 'x')
left join pg_index i on i.indexrelid = x.oid
"""

INDEXES: Final = f"""
with {OWN_RELATIONS}
select 'pg_class'::regclass::oid, x.oid, 0, 'index', format('%s.%I', own.schema_name, x.relname),
       {IN_RELATION} || case when parent.name is null then '[]' else
           jsonb_build_array(jsonb_build_array('index', parent.name)) end,
       json_strip_nulls(json_build_object(
    'definition', pg_get_indexdef(x.oid),
    'parent index', parent.name,
    'tablespace', (select s.spcname from pg_tablespace s where s.oid = x.reltablespace),
    'validity', case when i.indisvalid then 'valid' when not i.indisvalid then 'invalid' end,
    'statistics targets', (select jsonb_agg(format('column %s: %s', a.attnum, a.attstattarget) order by a.attnum)
                           from pg_attribute a where a.attrelid = x.oid and a.attstattarget >= 0)))
from own
join pg_index i on i.indrelid = own.oid
join pg_class x on x.oid = i.indexrelid
left join lateral (
    select format('%I.%I', n.nspname, p.relname) as name
    from pg_inherits h
    join pg_class p on p.oid = h.inhparent
    join pg_namespace n on n.oid = p.relnamespace
    where h.inhrelid = x.oid) parent on true
where not exists (select from pg_constraint k
                  where k.conindid = x.oid and k.conrelid = own.oid and k.contype in ('p', 'u', 'x'))
"""

STATISTICS: Final = f"""
select 'pg_statistic_ext'::regclass::oid, s.oid, 0, 'statistics', format('%I.%I', n.nspname, s.stxname),
       {IN_SCHEMA} || jsonb_build_array(jsonb_build_array('table', format('%I.%I', m.nspname, c.relname))),
       json_strip_nulls(json_build_object(
    'definition', pg_get_statisticsobjdef(s.oid), 'statistics target', nullif(s.stxstattarget, -1)::text))
from pg_statistic_ext s
join pg_namespace n on n.oid = s.stxnamespace
join pg_class c on c.oid = s.stxrelid
join pg_namespace m on m.oid = c.relnamespace
where {OWN_SCHEMA}
"""
