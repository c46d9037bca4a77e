-- One signed-in browser. Empty, no locks. Only hashes of its refresh tokens are kept: the one in use and the one before,
-- which a second tab may still hold for a moment.
create table session (
    company_id uuid not null references company,
    id uuid not null,
    member_id uuid not null,
    token_hash bytea not null check (length(token_hash) = 32),
    previous_hash bytea check (length(previous_hash) = 32),
    rotated_at timestamptz,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    user_agent text check (length(user_agent) <= 400),
    ip inet,
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, member_id) references member
);
create index session_member on session (company_id, member_id) where revoked_at is null;
call protect('session');
grant select, insert, update on session to sembang_app;
