-- The tenant. Empty, no locks. Its own id is the company_id of all other tables.
create table company (
    id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    slug text not null unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'),
    status text not null default 'active' check (status in ('trial', 'active', 'suspended')),
    country text not null check (country ~ '^[A-Z]{2}$'),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    time_zone text not null,
    preferred_language text not null check (preferred_language in ('en', 'ms', 'zh', 'ta')),
    additional_languages text[] not null default '{}',
    industry_category text,
    created_at timestamptz not null default now()
);
alter table company enable row level security;
alter table company force row level security;
create policy migrations on company for all to current_user using (true) with check (true);
create policy company on company for select to sembang_app using (id = app_company());
create policy company_change on company for update to sembang_app using (id = app_company()) with check (id = app_company());
create policy company_create on company for insert to sembang_app with check (id = app_company());
grant select, insert, update on company to sembang_app;

insert into company (id, name, slug, country, currency, time_zone, preferred_language, additional_languages)
values (platform_company(), 'Sembang', 'platform', 'MY', 'MYR', 'Asia/Kuala_Lumpur', 'en', '{ms,zh,ta}');
