-- The data key each company's credentials are sealed under, itself sealed under the installation's key. Empty, no locks.
create table company_key (
    company_id uuid not null references company,
    version int not null check (version > 0),
    sealed_key bytea not null,
    created_at timestamptz not null default now(),
    primary key (company_id, version)
);
call protect('company_key');
grant select, insert on company_key to sembang_app;
