-- What every later table is guarded with. Empty database, no locks.
-- A transaction says for whom it runs by three settings; without them the functions give null and the policies show nothing.
create function app_company() returns uuid language sql stable parallel safe
    return nullif(current_setting('app.company_id', true), '')::uuid;

create function app_member() returns uuid language sql stable parallel safe
    return nullif(current_setting('app.member_id', true), '')::uuid;

-- 'company', 'own' or 'own+queue': which conversations of the company are seen.
create function app_scope() returns text language sql stable parallel safe
    return nullif(current_setting('app.scope', true), '');

-- The platform is a company too; its templates and variables are shared with all.
create function platform_company() returns uuid language sql immutable parallel safe
    return '00000000-0000-7000-8000-000000000001'::uuid;

-- Each table of a company: the owner migrates it (without a policy of its own it would silently change no rows),
-- the application sees the rows of the transaction's company.
create procedure protect(target regclass) language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy migrations on %s for all to current_user using (true) with check (true)', target);
    execute format('create policy company on %s for all to sembang_app using (company_id = app_company()) with check (company_id = app_company())', target);
end $$;
