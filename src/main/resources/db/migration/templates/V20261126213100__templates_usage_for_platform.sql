-- Those who run the platform see how many companies use each of its templates, and how often they were sent; not which
-- companies, and nothing of their words. Only the catalog changes.
create policy library on template_selection for select to sembang_platform
    using (template_company_id = platform_company());
grant select (template_company_id, template_id, enabled, based_on) on template_selection to sembang_platform;
create policy library on template_usage for select to sembang_platform using (true);
grant select (template_id, usage_count, last_used_at) on template_usage to sembang_platform;
