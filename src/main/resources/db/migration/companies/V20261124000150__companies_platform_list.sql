-- Those who run the platform see the list of companies. No locks beyond the catalog's.
create policy company_list on company for select to sembang_platform using (true);
grant select (id, name, slug, status, country, currency, time_zone, preferred_language, industry_category)
    on company to sembang_platform;
