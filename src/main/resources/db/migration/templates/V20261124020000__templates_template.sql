-- Success-case templates and their versions. Empty tables, no locks.
-- A template of the platform's company is global: every company reads it, only the platform changes it.
create table template (
    company_id uuid not null references company,
    id uuid not null,
    name text not null check (length(name) between 1 and 200),
    category text not null check (category in
        ('greeting', 'thanks', 'objection_handling', 'product_inquiry', 'closing', 'follow_up', 'other')),
    industry_category text check (length(industry_category) between 1 and 100),
    language text not null check (language in ('en', 'ms', 'zh', 'ta')),
    priority integer not null default 0 check (priority between -1000 and 1000),
    recommended boolean not null default false,
    active boolean not null default true,
    valid_from timestamptz,
    valid_to timestamptz,
    version integer not null check (version > 0),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (company_id, id),
    check (valid_from < valid_to)
);
call protect('template');
create policy shared on template for select to sembang_app
    using (company_id = platform_company() and app_company() is not null);
grant select, insert, update on template to sembang_app;

-- What a template said at one time. Never changed, so that an answer's evidence stays what it was.
create table template_version (
    company_id uuid not null references company,
    template_id uuid not null,
    number integer not null check (number > 0),
    name text not null,
    language text not null check (language in ('en', 'ms', 'zh', 'ta')),
    patterns jsonb not null check (jsonb_typeof(patterns) = 'array'),
    examples jsonb not null check (jsonb_typeof(examples) = 'array'),
    response text not null,
    variations jsonb not null check (jsonb_typeof(variations) = 'array'),
    localized_versions jsonb not null check (jsonb_typeof(localized_versions) = 'object'),
    context text,
    expected_outcome text,
    follow_up text,
    author_id uuid,
    created_at timestamptz not null,
    primary key (company_id, template_id, number),
    foreign key (company_id, template_id) references template (company_id, id),
    foreign key (company_id, author_id) references member (company_id, id)
);
call protect('template_version');
create policy shared on template_version for select to sembang_app
    using (company_id = platform_company() and app_company() is not null);
grant select, insert on template_version to sembang_app;
