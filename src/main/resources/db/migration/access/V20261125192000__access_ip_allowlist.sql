-- The networks a company's people and programs may come from; no row means from anywhere. Empty, no locks.
create table ip_allowlist (
    company_id uuid not null references company,
    networks text[] not null check (cardinality(networks) between 1 and 100),
    updated_at timestamptz not null,
    primary key (company_id)
);
call protect('ip_allowlist');
grant select, insert, update, delete on ip_allowlist to sembang_app;
