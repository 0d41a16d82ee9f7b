"""What runs: functions, aggregates, triggers, rules, policies, event triggers, operators, casts."""

from typing import Final

from designer.lab.catalogue.queries.parts import IN_RELATION, IN_SCHEMA, OWN_RELATIONS, OWN_SCHEMA

_OWN_FUNCTION: Final = f"""{OWN_SCHEMA}
  and not exists (select from pg_depend e
                  where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype in ('e', 'i'))"""

_ENABLED: Final = "when 'O' then 'enabled' when 'D' then 'disabled' when 'R' then 'replica' else 'always' end"

# The functions behind a range type (deptype i) come and go with it.
FUNCTIONS: Final = f"""
select 'pg_proc'::regclass::oid, p.oid, 0, case p.prokind when 'p' then 'procedure' else 'function' end,
       p.oid::regprocedure::text, {IN_SCHEMA},
       json_build_object('definition', rtrim(pg_get_functiondef(p.oid), chr(10)))
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where p.prokind <> 'a' and {_OWN_FUNCTION}
"""

AGGREGATES: Final = f"""
select 'pg_proc'::regclass::oid, p.oid, 0, 'aggregate', p.oid::regprocedure::text, {IN_SCHEMA},
       json_strip_nulls(json_build_object(
    'kind', case a.aggkind when 'n' then null when 'o' then 'ordered set' else 'hypothetical set' end,
    'arguments', pg_get_function_arguments(p.oid),
    'state type', format_type(a.aggtranstype, null),
    'state function', a.aggtransfn::regprocedure::text,
    'final function', nullif(a.aggfinalfn, 0)::regprocedure::text,
    'combine function', nullif(a.aggcombinefn, 0)::regprocedure::text,
    'serial function', nullif(a.aggserialfn, 0)::regprocedure::text,
    'deserial function', nullif(a.aggdeserialfn, 0)::regprocedure::text,
    'moving state type', case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end,
    'moving state function', nullif(a.aggmtransfn, 0)::regprocedure::text,
    'moving inverse function', nullif(a.aggminvtransfn, 0)::regprocedure::text,
    'moving final function', nullif(a.aggmfinalfn, 0)::regprocedure::text,
    'initial value', a.agginitval,
    'moving initial value', a.aggminitval,
    'final function arguments', a.aggfinalextra::text || a.aggfinalmodify::text,
    'sort operator', nullif(a.aggsortop, 0)::regoperator::text,
    'state size', nullif(a.aggtransspace, 0)::text,
    'parallel', p.proparallel::text))
from pg_proc p
join pg_aggregate a on a.aggfnoid = p.oid
join pg_namespace n on n.oid = p.pronamespace
where {_OWN_FUNCTION}
"""

# A trigger on a partitioned table is copied to each partition: the copy goes when the first one goes.
TRIGGERS: Final = f"""
with {OWN_RELATIONS}
select 'pg_trigger'::regclass::oid, t.oid, 0, 'trigger', format('%s.%I', own.name, t.tgname),
       {IN_RELATION} || coalesce((
           select jsonb_build_array(jsonb_build_array('trigger', format('%I.%I.%I', n.nspname, c.relname, p.tgname)))
           from pg_trigger p
           join pg_class c on c.oid = p.tgrelid
           join pg_namespace n on n.oid = c.relnamespace
           where p.oid = t.tgparentid), '[]'),
       json_build_object('definition', pg_get_triggerdef(t.oid), 'state', case t.tgenabled {_ENABLED})
from own
join pg_trigger t on t.tgrelid = own.oid and not t.tgisinternal
"""

RULES: Final = f"""
with {OWN_RELATIONS}
select 'pg_rewrite'::regclass::oid, r.oid, 0, 'rule', format('%s.%I', own.name, r.rulename), {IN_RELATION},
       json_build_object('definition', pg_get_ruledef(r.oid), 'state', case r.ev_enabled {_ENABLED})
from own
join pg_rewrite r on r.ev_class = own.oid and r.rulename <> '_RETURN'
"""

POLICIES: Final = f"""
with {OWN_RELATIONS}
select 'pg_policy'::regclass::oid, p.oid, 0, 'policy', format('%s.%I', own.name, p.polname), {IN_RELATION},
       json_strip_nulls(json_build_object(
    'kind', case when p.polpermissive then 'permissive' else 'restrictive' end,
    'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                             when 'd' then 'delete' else 'all' end,
    'roles', (select jsonb_agg(role.name order by role.name) from unnest(p.polroles) r,
              lateral (select case r when 0 then 'public' when own.relowner then 'owner'
                                     else quote_ident(pg_get_userbyid(r)) end as name) role),
    'using', pg_get_expr(p.polqual, p.polrelid),
    'with check', pg_get_expr(p.polwithcheck, p.polrelid)))
from own
join pg_policy p on p.polrelid = own.oid
"""

EVENT_TRIGGERS: Final = f"""
select 'pg_event_trigger'::regclass::oid, t.oid, 0, 'event trigger', quote_ident(t.evtname), '[]'::jsonb,
       json_strip_nulls(json_build_object(
    'event', t.evtevent, 'function', t.evtfoid::regprocedure::text, 'tags', to_jsonb(t.evttags),
    'state', case t.evtenabled {_ENABLED}))
from pg_event_trigger t
where not exists (select from pg_depend e
                  where e.classid = 'pg_event_trigger'::regclass and e.objid = t.oid and e.deptype = 'e')
"""

OPERATORS: Final = f"""
select 'pg_operator'::regclass::oid, o.oid, 0, 'operator', o.oid::regoperator::text, {IN_SCHEMA},
       json_strip_nulls(json_build_object(
    'function', o.oprcode::text,
    'result', format_type(o.oprresult, null),
    'commutator', nullif(o.oprcom, 0)::regoperator::text,
    'negator', nullif(o.oprnegate, 0)::regoperator::text,
    'restriction estimate', nullif(o.oprrest, 0)::regproc::text,
    'join estimate', nullif(o.oprjoin, 0)::regproc::text,
    'merges', case when o.oprcanmerge then 'yes' end,
    'hashes', case when o.oprcanhash then 'yes' end))
from pg_operator o
join pg_namespace n on n.oid = o.oprnamespace
where {OWN_SCHEMA}
  and not exists (select from pg_depend e
                  where e.classid = 'pg_operator'::regclass and e.objid = o.oid and e.deptype = 'e')
"""

# 16384 is the first oid that is not the system's.
CASTS: Final = """
select 'pg_cast'::regclass::oid, c.oid, 0, 'cast',
       format('%s as %s', format_type(c.castsource, null), format_type(c.casttarget, null)), '[]'::jsonb,
       json_strip_nulls(json_build_object(
    'function', nullif(c.castfunc, 0)::regprocedure::text,
    'context', case c.castcontext when 'e' then 'explicit' when 'a' then 'assignment' else 'implicit' end,
    'method', case c.castmethod when 'f' then 'function' when 'i' then 'in and out' else 'binary' end))
from pg_cast c
where c.oid >= 16384
  and not exists (select from pg_depend e
                  where e.classid = 'pg_cast'::regclass and e.objid = c.oid and e.deptype = 'e')
"""
