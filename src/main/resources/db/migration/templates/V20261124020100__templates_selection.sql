-- Which templates a company uses, and how. Empty tables, no locks.
-- The template is the company's own or the platform's; it cannot be another company's.
create table template_selection (
    company_id uuid not null references company,
    template_company_id uuid not null,
    template_id uuid not null,
    enabled boolean not null,
    preferred boolean not null default false,
    priority integer check (priority between -1000 and 1000),
    modifications jsonb check (jsonb_typeof(modifications) = 'object'),
    updated_at timestamptz not null,
    primary key (company_id, template_id),
    check (template_company_id = company_id or template_company_id = platform_company()),
    foreign key (template_company_id, template_id) references template (company_id, id)
);
call protect('template_selection');
grant select, insert, update on template_selection to sembang_app;

-- How often a company's customers were sent a template's answer. Several rows to a template, one for each slot, because
-- senders that run side by side would otherwise wait for one another on a popular answer's row.
create table template_usage (
    company_id uuid not null references company,
    template_id uuid not null,
    slot smallint not null,
    usage_count bigint not null check (usage_count > 0),
    last_used_at timestamptz not null,
    primary key (company_id, template_id, slot)
);
call protect('template_usage');
grant select, insert, update on template_usage to sembang_app;
