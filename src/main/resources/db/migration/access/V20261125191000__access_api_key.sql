-- Keys for programs, each in the name of the admin who made it and for named scopes only. Empty, no locks. Only a hash
-- of the key is kept; a revoked one stays, for the audit log speaks of it.
create table api_key (
    company_id uuid not null references company,
    id uuid not null,
    member_id uuid not null,
    name text not null check (length(name) between 1 and 100),
    scopes text[] not null check (cardinality(scopes) between 1 and 50),
    secret_hash bytea not null check (length(secret_hash) = 32),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, member_id) references member
);
call protect('api_key');
grant select, insert, update on api_key to sembang_app;
