-- A role that removes all rows of a deleted company, table by table, and can do nothing else: it reads and deletes what
-- belongs to the transaction's company. Every table that is protected from now on is in its reach, and so are those
-- there already. Touches the catalog only, no rows.
create or replace procedure protect(target regclass) language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy migrations on %s for all to current_user using (true) with check (true)', target);
    execute format('create policy company on %s for all to sembang_app using (company_id = app_company()) with check (company_id = app_company())', target);
    execute format('create policy erase on %s for all to sembang_erase using (company_id = app_company())', target);
    execute format('grant select, delete on %s to sembang_erase', target);
end $$;

do $$
declare target regclass;
begin
    for target in
        select c.oid::regclass
          from pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'erase')
    loop
        execute format('create policy erase on %s for all to sembang_erase using (company_id = app_company())', target);
        execute format('grant select, delete on %s to sembang_erase', target);
    end loop;
end $$;
