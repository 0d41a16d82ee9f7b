"""What stands around the tables: schemas, extensions, text search, foreign servers, publications."""

from typing import Final

from designer.lab.catalogue.queries.parts import IN_SCHEMA, OWN_SCHEMA

SCHEMAS: Final = f"""
select 'pg_namespace'::regclass::oid, n.oid, 0, 'schema', quote_ident(n.nspname), '[]'::jsonb, '{{}}'::json
from pg_namespace n
where {OWN_SCHEMA}
  and not exists (select from pg_depend e
                  where e.classid = 'pg_namespace'::regclass and e.objid = n.oid and e.deptype = 'e')
"""

EXTENSIONS: Final = """
select 'pg_extension'::regclass::oid, x.oid, 0, 'extension', quote_ident(x.extname), '[]'::jsonb,
       json_build_object('schema', quote_ident(n.nspname), 'version', x.extversion)
from pg_extension x
join pg_namespace n on n.oid = x.extnamespace
"""

TEXT_SEARCH_CONFIGURATIONS: Final = f"""
select 'pg_ts_config'::regclass::oid, c.oid, 0, 'text search configuration', format('%I.%I', n.nspname, c.cfgname),
       {IN_SCHEMA},
       json_strip_nulls(json_build_object('parser', p.prsname, 'mappings', (
           select jsonb_agg(format('%s: %s', k.alias, k.dictionaries) order by k.alias)
           from (select t.alias, string_agg(m.mapdict::regdictionary::text, ', ' order by m.mapseqno) as dictionaries
                 from pg_ts_config_map m
                 join ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype
                 where m.mapcfg = c.oid
                 group by t.alias) k)))
from pg_ts_config c
join pg_ts_parser p on p.oid = c.cfgparser
join pg_namespace n on n.oid = c.cfgnamespace
where {OWN_SCHEMA}
  and not exists (select from pg_depend e
                  where e.classid = 'pg_ts_config'::regclass and e.objid = c.oid and e.deptype = 'e')
"""

TEXT_SEARCH_DICTIONARIES: Final = f"""
select 'pg_ts_dict'::regclass::oid, d.oid, 0, 'text search dictionary', format('%I.%I', n.nspname, d.dictname),
       {IN_SCHEMA},
       json_strip_nulls(json_build_object('template', t.tmplname, 'options', d.dictinitoption))
from pg_ts_dict d
join pg_ts_template t on t.oid = d.dicttemplate
join pg_namespace n on n.oid = d.dictnamespace
where {OWN_SCHEMA}
  and not exists (select from pg_depend e
                  where e.classid = 'pg_ts_dict'::regclass and e.objid = d.oid and e.deptype = 'e')
"""

FOREIGN_SERVERS: Final = """
select 'pg_foreign_server'::regclass::oid, s.oid, 0, 'foreign server', quote_ident(s.srvname), '[]'::jsonb,
       json_strip_nulls(json_build_object(
    'wrapper', w.fdwname, 'type', s.srvtype, 'server version', s.srvversion,
    'options', (select jsonb_agg(o order by o) from unnest(s.srvoptions) o)))
from pg_foreign_server s
join pg_foreign_data_wrapper w on w.oid = s.srvfdw
"""

PUBLICATIONS: Final = """
select 'pg_publication'::regclass::oid, p.oid, 0, 'publication', quote_ident(p.pubname), '[]'::jsonb,
       json_strip_nulls(json_build_object(
    'operations', concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
                            case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
    'tables', case when p.puballtables then to_jsonb('all'::text) else (
        select jsonb_agg(entry.name order by entry.name) from pg_publication_rel r, lateral (
            select pg_describe_object('pg_class'::regclass, r.prrelid, 0)
                || coalesce((select ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')'
                             from pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)), '')
                || coalesce(' where ' || pg_get_expr(r.prqual, r.prrelid), '') as name) entry
        where r.prpubid = p.oid) end,
    'schemas', (select jsonb_agg(quote_ident(n.nspname) order by n.nspname) from pg_publication_namespace s
                join pg_namespace n on n.oid = s.pnnspid where s.pnpubid = p.oid),
    'via root', case when p.pubviaroot then 'yes' end))
from pg_publication p
"""

DEFAULT_PRIVILEGES: Final = """
select 'pg_default_acl'::regclass::oid, d.oid, 0, 'default privileges',
       concat_ws(' ', coalesce('in ' || quote_ident(n.nspname), 'everywhere'), 'for', role.name, 'on',
                 case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
                                      when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end),
       case when n.oid is null then '[]'::jsonb
            else jsonb_build_array(jsonb_build_array('schema', quote_ident(n.nspname))) end,
       json_build_object('granted', coalesce(granted.entries, '[]'))
from pg_default_acl d
join pg_database b on b.datname = current_database()
left join pg_namespace n on n.oid = d.defaclnamespace
cross join lateral (select case when d.defaclrole = b.datdba then 'owner'
                                else quote_ident(pg_get_userbyid(d.defaclrole)) end as name) role
left join lateral (
    select jsonb_agg(format('%s (%s)', entry.grantee, entry.privileges) order by entry.grantee) as entries
    from (select case a.grantee when 0 then 'public' when d.defaclrole then 'owner'
                                else quote_ident(pg_get_userbyid(a.grantee)) end as grantee,
                 string_agg(lower(a.privilege_type) || case when a.is_grantable then '*' else '' end, ', '
                            order by a.privilege_type) as privileges
          from aclexplode(d.defaclacl) a
          group by 1) entry) granted on true
"""

# Rare kinds, by name alone: that they are there is known, what they hold is not compared.
OTHERS: Final = """
select o.classid, o.oid, 0, i.type, i.identity,
       case when i.schema is null then '[]'::jsonb
            else jsonb_build_array(jsonb_build_array('schema', i.schema)) end, '{}'::json
from (select 'pg_opclass'::regclass::oid as classid, oid from pg_opclass
      union all select 'pg_opfamily'::regclass, oid from pg_opfamily
      union all select 'pg_conversion'::regclass, oid from pg_conversion
      union all select 'pg_ts_parser'::regclass, oid from pg_ts_parser
      union all select 'pg_ts_template'::regclass, oid from pg_ts_template
      union all select 'pg_language'::regclass, oid from pg_language
      union all select 'pg_am'::regclass, oid from pg_am
      union all select 'pg_transform'::regclass, oid from pg_transform
      union all select 'pg_foreign_data_wrapper'::regclass, oid from pg_foreign_data_wrapper
      union all select 'pg_type'::regclass, t.oid from pg_type t
                where t.typtype = 'b' and t.typelem = 0 and t.typrelid = 0) o
cross join lateral pg_identify_object(o.classid, o.oid, 0) i
where o.oid >= 16384
  and not exists (select from pg_depend e where e.classid = o.classid and e.objid = o.oid and e.deptype = 'e')
"""
