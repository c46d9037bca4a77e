package app.sembang.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What tenancy asks of every table, read from the database's own catalog; a new table is covered the day it is made.
final class TenancyRules {
    /// Tables whose rows belong to no company, and why.
    static final Map<String, String> OF_NO_COMPANY = Map.ofEntries(
            Map.entry("company", "the tenant itself: its id is what the others call company_id"),
            Map.entry("sign_in", "one person may belong to several companies"),
            Map.entry("passkey", "what such a person signs in with"),
            Map.entry("passkey_challenge", "what a passkey is to sign, before anybody knows whose it is"),
            Map.entry(
                    "scheduled_tasks",
                    "jobs of the whole installation; what a job does, it does in a company's transaction"),
            Map.entry("process", "the processes of the installation"),
            Map.entry("lane", "which process handles which share of the messages"),
            Map.entry("stray_delivery", "what nobody can tell whose it is"),
            Map.entry("rate_bucket", "counts calls of addresses, members and companies for an hour"),
            Map.entry("attempt", "counts failed tries of networks and people for an hour, by hashes of them"),
            Map.entry("sending_hold", "whether the installation may send"),
            Map.entry("flyway_schema_history", "which migrations have run; only the owner sees it"));

    /// Of those, the ones that hold nothing of a company or a person and need no policies.
    private static final List<String> WITHOUT_POLICIES = List.of(
            "scheduled_tasks", "process", "lane", "rate_bucket", "attempt", "sending_hold", "flyway_schema_history");

    /// What of a conversation an agent sees is decided by a policy on each table that tells of one. Not on these.
    private static final Map<String, String> SEEN_BY_ALL_MEMBERS =
            Map.of("stream_event", "a listener reads only the audiences the member belongs to");

    private static final String TABLES = """
            with tables as (
                select c.oid, c.relname as name, c.relrowsecurity as guarded, c.relforcerowsecurity as forced
                  from pg_class c
                 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p'))
            """;

    private TenancyRules() {}

    /// One sentence for each thing that is not as it must be; none when all is well.
    static List<String> violations(Connection connection) throws SQLException {
        var found = new ArrayList<String>();
        var ofNoCompany = List.copyOf(OF_NO_COMPANY.keySet());
        found.addAll(list(connection, TABLES + """
                select name || ': its primary key does not begin with company_id'
                  from tables t
                 where name <> all (?)
                   and not exists (
                       select from pg_constraint k
                         join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
                        where k.conrelid = t.oid and k.contype = 'p' and a.attname = 'company_id')
                """, ofNoCompany));
        found.addAll(list(connection, TABLES + """
                select t.name || ': the foreign key ' || k.conname || ' can point into another company'
                  from tables t
                  join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
                  join pg_class target on target.oid = k.confrelid
                  join pg_attribute here on here.attrelid = k.conrelid and here.attnum = k.conkey[1]
                  join pg_attribute there on there.attrelid = k.confrelid and there.attnum = k.confkey[1]
                 where not (here.attname = 'company_id' and there.attname = 'company_id')
                   and not (here.attname = 'company_id' and target.relname = 'company')
                   and (target.relname = 'company' or target.relname <> all (?))
                   and not exists (
                       -- The company's own or the platform's, nobody else's.
                       select from pg_constraint c
                        where c.conrelid = t.oid and c.contype = 'c'
                          and pg_get_constraintdef(c.oid) = format(
                              'CHECK (((%1$s = company_id) OR (%1$s = platform_company())))', here.attname))
                """, ofNoCompany));
        found.addAll(list(connection, TABLES + """
                select name || ': row-level security is not enabled and forced'
                  from tables
                 where name <> all (?) and not (guarded and forced)
                """, WITHOUT_POLICIES));
        found.addAll(list(connection, TABLES + """
                select name || ': migrations by its owner would silently change no rows'
                  from tables t
                  join pg_class c on c.oid = t.oid
                 where name <> all (?)
                   and not exists (
                       select from pg_policy p
                        where p.polrelid = t.oid and p.polpermissive and p.polcmd = '*' and c.relowner = any (p.polroles)
                          and pg_get_expr(p.polqual, p.polrelid) = 'true'
                          and pg_get_expr(p.polwithcheck, p.polrelid) = 'true')
                """, WITHOUT_POLICIES));
        found.addAll(list(connection, TABLES + """
                select name || ': no policy holds the application to its company'
                  from tables t
                 where name <> all (?)
                   and not exists (
                       select from pg_policy p
                        where p.polrelid = t.oid and 'sembang_app'::regrole = any (p.polroles)
                          and pg_get_expr(p.polqual, p.polrelid) = '(company_id = app_company())')
                """, ofNoCompany));
        found.addAll(list(connection, TABLES + """
                select t.name || ': the policy ' || p.polname || ' lets the application see or write more than its company'
                  from tables t
                  join pg_policy p on p.polrelid = t.oid and p.polpermissive
                 where t.name <> all (?)
                   and (p.polroles && array['sembang_app'::regrole::oid, 0::oid])
                   and not (pg_get_expr(p.polqual, p.polrelid) = '(company_id = app_company())'
                       and coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '(company_id = app_company())')
                           = '(company_id = app_company())')
                   and not (p.polcmd = 'a'
                       and pg_get_expr(p.polwithcheck, p.polrelid) = '(company_id = app_company())')
                   and not (p.polcmd = 'r'
                       and pg_get_expr(p.polqual, p.polrelid)
                           = '((company_id = platform_company()) AND (app_company() IS NOT NULL))')
                """, ofNoCompany));
        found.addAll(list(connection, TABLES + """
                select t.name || ': tells of a conversation or a contact, and an agent sees those of others'
                  from tables t
                 where t.name <> all (?)
                   and exists (
                       select from pg_attribute a
                        where a.attrelid = t.oid and not a.attisdropped
                          and a.attname in ('conversation_id', 'contact_id', 'contact_identity_id'))
                   and not exists (
                       select from pg_policy p
                        where p.polrelid = t.oid and not p.polpermissive and p.polcmd = '*'
                          and 'sembang_app'::regrole = any (p.polroles)
                          and pg_get_expr(p.polwithcheck, p.polrelid) = 'true')
                """, List.copyOf(SEEN_BY_ALL_MEMBERS.keySet())));
        found.addAll(list(connection, """
                select c.relname || ': the view reads with the rights of its owner, past the policies'
                  from pg_class c
                 where c.relnamespace = 'public'::regnamespace
                   and (c.relkind = 'm'
                       or c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false))
                   and c.relname <> all (?)
                """, List.of()));
        found.addAll(list(connection, """
                select p.proname || ': the function runs with the rights of its owner, past the policies'
                  from pg_proc p
                 where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.proname <> all (?)
                """, List.of()));
        found.addAll(list(connection, TABLES + """
                select t.name || ': rows of a deleted company would stay'
                  from tables t
                 where (t.name = 'company' or t.name <> all (?))
                   and not (has_table_privilege('sembang_erase', t.oid, 'select')
                       and has_table_privilege('sembang_erase', t.oid, 'delete')
                       and exists (
                           select from pg_policy p
                            where p.polrelid = t.oid and 'sembang_erase'::regrole = any (p.polroles)
                              and pg_get_expr(p.polqual, p.polrelid) in ('(company_id = app_company())', '(id = app_company())')))
                """, ofNoCompany));
        found.addAll(list(connection, """
                select g.table_name || ': sembang_erase may ' || lower(g.privilege_type)
                  from information_schema.role_table_grants g
                 where g.table_schema = 'public' and g.grantee = 'sembang_erase'
                   and g.privilege_type not in ('SELECT', 'DELETE') and g.table_name <> all (?)
                """, List.of()));
        var roles = List.of(Roles.APP, Roles.INGEST, Roles.PLATFORM, Roles.ERASE);
        found.addAll(list(connection, """
                select r.rolname || ' owns ' || c.relname
                  from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = any (?)
                """, roles));
        found.addAll(list(connection, """
                select rolname || ' is mightier than it must be'
                  from pg_roles
                 where rolname = any (?)
                   and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
                       or exists (select from pg_auth_members m where m.member = pg_roles.oid))
                """, roles));
        found.addAll(list(connection, TABLES + """
                select t.name || ': everybody may ' || lower(g.privilege_type)
                  from tables t
                  join information_schema.role_table_grants g on g.table_schema = 'public' and g.table_name = t.name
                 where g.grantee = 'PUBLIC' and t.name <> all (?)
                """, List.of()));
        found.addAll(list(connection, """
                select g.table_name || ': ' || g.grantee || ' may ' || lower(g.privilege_type)
                  from information_schema.role_table_grants g
                 where g.table_schema = 'public'
                   and (g.grantee = 'sembang_ingest' and g.privilege_type <> 'INSERT'
                       -- It reads named columns; the only rows it removes are those kept long enough.
                       or g.grantee = 'sembang_platform' and g.privilege_type <> 'DELETE')
                   and g.table_name <> all (?)
                """, List.of()));
        return found;
    }

    /// The policies beyond the two that `protect` gives every table, one line each, by table and name.
    static List<String> particularPolicies(Connection connection) throws SQLException {
        return list(connection, """
                select regexp_replace(format('%s.%s: %s%s to %s%s%s', t.relname, p.polname,
                           case when p.polpermissive then '' else 'only ' end,
                           case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                               when 'd' then 'delete' else 'all' end,
                           (select string_agg(r.rolname, ', ' order by r.rolname) from pg_roles r where r.oid = any (p.polroles)),
                           ' using ' || pg_get_expr(p.polqual, p.polrelid),
                           ' check ' || pg_get_expr(p.polwithcheck, p.polrelid)), '\\s+', ' ', 'g')
                  from pg_policy p join pg_class t on t.oid = p.polrelid
                 where t.relnamespace = 'public'::regnamespace and t.relname <> all (?)
                   and p.polname <> 'migrations'
                   and not (p.polname = 'company' and p.polcmd = '*'
                       and pg_get_expr(p.polqual, p.polrelid) = '(company_id = app_company())'
                       and pg_get_expr(p.polwithcheck, p.polrelid) = '(company_id = app_company())')
                 order by t.relname, p.polname
                """, List.of());
    }

    private static List<String> list(Connection connection, String sql, List<String> names) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("text", names.toArray()));
            var rows = query.executeQuery();
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
