"""Comments, security labels and privileges: what any object can carry."""

from typing import Final

# An address that no other query lists is named by the server itself; the system's own objects (oid under
# 16384) and members of extensions get no name, and are passed over unless another query lists them.
_IDENTITY: Final = """case when {0}.objoid >= 16384 and not exists (
        select from pg_depend e where e.classid = {0}.classoid and e.objid = {0}.objoid and e.deptype = 'e')
    then (select concat_ws(' ', i.type, i.identity)
          from pg_identify_object({0}.classoid, {0}.objoid, {0}.objsubid) i) end"""

COMMENTS: Final = f"""
select d.classoid, d.objoid, d.objsubid, {_IDENTITY.format("d")}, d.description
from pg_description d
where d.objoid >= 16384 or d.classoid in ('pg_namespace'::regclass, 'pg_extension'::regclass)
"""

SECURITY_LABELS: Final = f"""
select d.classoid, d.objoid, d.objsubid, {_IDENTITY.format("d")},
       jsonb_agg(format('%s: %s', d.provider, d.label) order by d.provider)
from pg_seclabel d
group by d.classoid, d.objoid, d.objsubid
"""

# Privileges are named only where they are not what a new object has. The owner's own name does not matter:
# it stands as "owner", and a grant by the owner does not say by whom. Of the system's own objects only schemas
# are looked at: hundreds of its functions and tables have privileges that nobody asks about.
PRIVILEGES: Final = f"""
with every (classoid, objoid, objsubid, owner, granted, usual) as (
    select 'pg_class'::regclass::oid, c.oid, 0, c.relowner, c.relacl,
           acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)
    from pg_class c where c.relacl is not null
    union all
    select 'pg_class'::regclass, c.oid, a.attnum, c.relowner, a.attacl, acldefault('c', c.relowner)
    from pg_attribute a join pg_class c on c.oid = a.attrelid where a.attacl is not null
    union all
    select 'pg_namespace'::regclass, oid, 0, nspowner, nspacl, acldefault('n', nspowner)
    from pg_namespace where nspacl is not null
    union all
    select 'pg_proc'::regclass, oid, 0, proowner, proacl, acldefault('f', proowner)
    from pg_proc where proacl is not null
    union all
    select 'pg_type'::regclass, oid, 0, typowner, typacl, acldefault('T', typowner)
    from pg_type where typacl is not null
    union all
    select 'pg_language'::regclass, oid, 0, lanowner, lanacl, acldefault('l', lanowner)
    from pg_language where lanacl is not null
    union all
    select 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwowner, fdwacl, acldefault('F', fdwowner)
    from pg_foreign_data_wrapper where fdwacl is not null
    union all
    select 'pg_foreign_server'::regclass, oid, 0, srvowner, srvacl, acldefault('S', srvowner)
    from pg_foreign_server where srvacl is not null
),
held as materialized (
    select * from every where objoid >= 16384 or classoid = 'pg_namespace'::regclass
),
entries as (
    select h.classoid, h.objoid, h.objsubid, which.usual,
           case a.grantee when 0 then 'public' when h.owner then 'owner'
                          else quote_ident(pg_get_userbyid(a.grantee)) end
           || case a.grantor when h.owner then ''
                             else ' by ' || quote_ident(pg_get_userbyid(a.grantor)) end as grantee,
           lower(a.privilege_type) || case when a.is_grantable then '*' else '' end as privilege
    from held h
    cross join lateral (values (false, h.granted), (true, h.usual)) which (usual, acl)
    cross join lateral aclexplode(which.acl) a
),
grantees as (
    select classoid, objoid, objsubid, usual, grantee, string_agg(privilege, ', ' order by privilege) as privileges
    from entries
    group by classoid, objoid, objsubid, usual, grantee
),
lists as (
    select classoid, objoid, objsubid,
           jsonb_agg(format('%s (%s)', grantee, privileges) order by grantee) filter (where not usual) as mine,
           jsonb_agg(format('%s (%s)', grantee, privileges) order by grantee) filter (where usual) as plain
    from grantees
    group by classoid, objoid, objsubid
)
select h.classoid, h.objoid, h.objsubid, {_IDENTITY.format("h")}, coalesce(l.mine, '["nobody"]')
from held h
left join lists l on (l.classoid, l.objoid, l.objsubid) = (h.classoid, h.objoid, h.objsubid)
where l.mine is distinct from l.plain
"""
