-- How a company's assistant is set up, version by version. One that has been active is never changed again. Empty, no
-- locks.
create table model_version (
    company_id uuid not null references company,
    id uuid not null,
    number int not null check (number > 0),
    state text not null check (state in ('draft', 'active', 'retired')),
    -- What it is made of, in the shape in which the API takes it, with nothing left out.
    setup jsonb not null check (jsonb_typeof(setup) = 'object'),
    -- The one it was copied from, or imported as.
    parent_id uuid,
    made_by uuid,
    made_at timestamptz not null,
    changed_at timestamptz not null,
    activated_at timestamptz,
    primary key (company_id, id),
    unique (company_id, number),
    foreign key (company_id, parent_id) references model_version (company_id, id) on delete set null (parent_id),
    check ((state = 'draft') = (activated_at is null))
);
create unique index model_version_active on model_version (company_id) where state = 'active';
call protect('model_version');
grant select, insert, update, delete on model_version to sembang_app;

-- What was tried with a version, and what came of it.
create table model_test (
    company_id uuid not null,
    id uuid not null,
    model_version_id uuid not null,
    message text not null check (length(message) between 1 and 4000),
    language text check (language in ('en', 'ms', 'zh', 'ta')),
    expectations jsonb not null default '[]' check (jsonb_typeof(expectations) = 'array'),
    outcome text not null check (outcome in ('passed', 'failed', 'needs_review')),
    answer jsonb not null,
    made_by uuid,
    at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, model_version_id) references model_version (company_id, id) on delete cascade
);
create index model_test_newest on model_test (company_id, model_version_id, at desc, id desc);
call protect('model_test');
grant select, insert on model_test to sembang_app;
grant delete on model_test to sembang_app;
