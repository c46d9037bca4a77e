-- What a company (or the platform, for all) puts in place of a placeholder, by language. Empty tables, no locks.
create table template_variable (
    company_id uuid not null references company,
    id uuid not null,
    name text not null check (name ~ '^[a-z][a-z0-9_]{0,49}$'),
    values_by_language jsonb not null check (jsonb_typeof(values_by_language) = 'object'),
    fallback_by_language jsonb not null check (jsonb_typeof(fallback_by_language) = 'object'),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (company_id, id),
    unique (company_id, name)
);
call protect('template_variable');
create policy shared on template_variable for select to sembang_app
    using (company_id = platform_company() and app_company() is not null);
grant select, insert, update on template_variable to sembang_app;

-- Rises with every change of a company's templates, selections and variables: what processes compare before they match
-- with what they have compiled.
create table template_stamp (
    company_id uuid primary key references company,
    stamp bigint not null
);
call protect('template_stamp');
create policy shared on template_stamp for select to sembang_app
    using (company_id = platform_company() and app_company() is not null);
grant select, insert, update on template_stamp to sembang_app;
