-- Those who run the platform see how much each company uses. No locks beyond the catalog's.
create policy usage on usage_count for select to sembang_platform using (true);
grant select (company_id, day, use, used) on usage_count to sembang_platform;
