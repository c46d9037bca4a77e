-- Under which of the installation's keys a company's data key is sealed, so that a replaced one can be found and sealed
-- anew. Null: from before this was noted. One row a company; no long lock.
alter table company_key add sealed_with text check (length(sealed_with) = 16);
grant update (sealed_key, sealed_with) on company_key to sembang_app;
create policy sealed_with on company_key for select to sembang_platform using (true);
grant select (company_id, version, sealed_with) on company_key to sembang_platform;
