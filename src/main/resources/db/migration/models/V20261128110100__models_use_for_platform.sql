-- Those who run the platform see how much models answer for each company and what that costs; no word, and no question.
-- No locks beyond the catalog's.
create policy usage on model_usage for select to sembang_platform using (true);
grant select (company_id, day, cost_usd) on model_usage to sembang_platform;
create policy usage on model_call for select to sembang_platform using (true);
grant select (company_id, at, purpose, outcome) on model_call to sembang_platform;
