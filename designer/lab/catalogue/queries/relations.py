"""Tables, views, their columns, and sequences."""

from typing import Final

from designer.lab.catalogue.queries.parts import IN_RELATION, IN_SCHEMA, OWN_RELATIONS, OWN_SCHEMA

RELATIONS: Final = f"""
with {OWN_RELATIONS}
select 'pg_class'::regclass::oid, own.oid, 0, own.kind, own.name,
       jsonb_build_array(jsonb_build_array('schema', own.schema_name)),
       json_strip_nulls(json_build_object(
    'persistence', case own.relpersistence when 'u' then 'unlogged' when 't' then 'temporary' else 'permanent' end,
    'definition', case when own.relkind in ('v', 'm') then ltrim(pg_get_viewdef(own.oid)) end,
    'partitioned by', case when own.relkind = 'p' then pg_get_partkeydef(own.oid) end,
    'partitioned parent', case when own.relispartition then ancestors.names ->> 0 end,
    'bound', pg_get_expr(own.relpartbound, own.oid),
    'parents', case when not own.relispartition then ancestors.names end,
    'of type', case when own.reloftype <> 0 then format_type(own.reloftype, null) end,
    'options', (select jsonb_agg(o order by o) from unnest(own.reloptions) o),
    'toast options', (select jsonb_agg(o order by o) from pg_class t, unnest(t.reloptions) o
                      where t.oid = own.reltoastrelid),
    'row security', case when own.relkind in ('r', 'p') then
        case when own.relrowsecurity then 'enabled' else 'disabled' end
        || case when own.relforcerowsecurity then ', forced' else '' end end,
    'replica identity', case when own.relkind in ('r', 'p') then case own.relreplident
        when 'd' then 'default' when 'f' then 'full' when 'n' then 'nothing'
        else (select format('using index %I', x.relname) from pg_index i
                       join pg_class x on x.oid = i.indexrelid where i.indrelid = own.oid and i.indisreplident)
        end end,
    'cluster index', (select quote_ident(x.relname) from pg_index i
                     join pg_class x on x.oid = i.indexrelid where i.indrelid = own.oid and i.indisclustered),
    'tablespace', (select s.spcname from pg_tablespace s where s.oid = own.reltablespace),
    'access method', (select m.amname from pg_am m where m.oid = own.relam),
    'server', (select s.srvname from pg_foreign_table f join pg_foreign_server s on s.oid = f.ftserver
               where f.ftrelid = own.oid),
    'foreign options', (select jsonb_agg(o order by o) from pg_foreign_table f, unnest(f.ftoptions) o
                        where f.ftrelid = own.oid),
    'column order', case when own.relkind in ('r', 'p', 'f') then (
        select jsonb_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
        where a.attrelid = own.oid and a.attnum > 0 and not a.attisdropped) end))
from own
left join lateral (
    select jsonb_agg(format('%I.%I', n.nspname, p.relname) order by i.inhseqno) as names
    from pg_inherits i
    join pg_class p on p.oid = i.inhparent
    join pg_namespace n on n.oid = p.relnamespace
    where i.inhrelid = own.oid) ancestors on true
"""

# A view's columns follow from its query; they are objects here only when something was set on them.
COLUMNS: Final = f"""
with {OWN_RELATIONS},
columns as (
    select own.oid, own.relkind, a.attnum, format('%s.%I', own.name, a.attname) as column_name,
           {IN_RELATION} as parents,
           json_strip_nulls(json_build_object(
        'type', case when own.relkind in ('r', 'p', 'f') then format_type(a.atttypid, a.atttypmod) end,
        'nullability', case when own.relkind in ('r', 'p', 'f') then
            case when a.attnotnull then 'not null' else 'nullable' end end,
        'not-null constraint', quote_ident(k.conname)
            || case when not k.convalidated then ' not valid' else '' end
            || case when k.connoinherit then ' no inherit' else '' end
            || case when k.conislocal or own.relispartition then '' else ' inherited' end,
        'default', case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
        'generated', pg_get_expr(case when a.attgenerated <> '' then d.adbin end, d.adrelid)
            || case a.attgenerated when 's' then ' stored' else ' virtual' end,
        'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
        'identity sequence', sequence.definition,
        'collation', case when a.attcollation <> t.typcollation and own.relkind in ('r', 'p', 'f') then
            (select format('%I.%I', n.nspname, c.collname) from pg_collation c
             join pg_namespace n on n.oid = c.collnamespace where c.oid = a.attcollation) end,
        'storage', case when a.attstorage <> t.typstorage then
            case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main'
                              else 'extended' end end,
        'compression', case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end,
        'statistics target', nullif(a.attstattarget, -1)::text,
        'options', (select jsonb_agg(o order by o) from unnest(a.attoptions) o),
        'foreign options', (select jsonb_agg(o order by o) from unnest(a.attfdwoptions) o),
        'inheritance', case when not (a.attislocal or own.relispartition) then 'from the parent alone' end)) as detail
    from own
    join pg_attribute a on a.attrelid = own.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_constraint k on k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum]
    left join lateral (
        select format('%I.%I as %s start %s increment %s minimum %s maximum %s cache %s %s', n.nspname, c.relname,
                      format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                      case when s.seqcycle then 'cycle' else 'no cycle' end) as definition
        from pg_depend x
        join pg_class c on c.oid = x.objid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_sequence s on s.seqrelid = c.oid
        where a.attidentity <> '' and x.classid = 'pg_class'::regclass and x.refclassid = 'pg_class'::regclass
          and x.refobjid = a.attrelid and x.refobjsubid = a.attnum and x.deptype = 'i') sequence on true)
select 'pg_class'::regclass::oid, oid, attnum, 'column', column_name, parents, detail
from columns
where relkind in ('r', 'p', 'f') or detail::text <> '{{}}'
"""

SEQUENCES: Final = f"""
select 'pg_class'::regclass::oid, c.oid, 0, 'sequence', format('%I.%I', n.nspname, c.relname),
       {IN_SCHEMA} || case when owner.name is null then '[]' else jsonb_build_array(
           jsonb_build_array('table', owner.relation), jsonb_build_array('column', owner.name)) end,
       json_strip_nulls(json_build_object(
    'type', format_type(s.seqtypid, null), 'start', s.seqstart::text, 'increment', s.seqincrement::text,
    'minimum', s.seqmin::text, 'maximum', s.seqmax::text, 'cache', s.seqcache::text,
    'cycle', case when s.seqcycle then 'yes' else 'no' end,
    'persistence', case c.relpersistence when 'u' then 'unlogged' else 'permanent' end,
    'owner column', owner.name))
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_sequence s on s.seqrelid = c.oid
left join lateral (
    select format('%I.%I', m.nspname, t.relname) as relation,
           format('%I.%I.%I', m.nspname, t.relname, a.attname) as name
    from pg_depend x
    join pg_class t on t.oid = x.refobjid
    join pg_namespace m on m.oid = t.relnamespace
    join pg_attribute a on a.attrelid = t.oid and a.attnum = x.refobjsubid
    where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.refclassid = 'pg_class'::regclass
      and x.deptype = 'a') owner on true
where {OWN_SCHEMA}
  and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid
                  and (e.deptype = 'e' or e.deptype = 'i' and e.refclassid = 'pg_class'::regclass))
"""
