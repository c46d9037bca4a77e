-- What a POST with an Idempotency-Key was answered, for 24 hours. Empty, no locks.
-- The answer is sealed: it may hold a secret that is shown once.
create table idempotency_key (
    company_id uuid not null references company,
    member_id uuid not null,
    key text not null check (length(key) between 1 and 255),
    -- SHA-256 over method, path and body.
    request bytea not null check (length(request) = 32),
    status int,
    content_type text,
    sealed_answer text,
    created_at timestamptz not null,
    primary key (company_id, member_id, key),
    foreign key (company_id, member_id) references member,
    check ((status is null) = (sealed_answer is null))
);
-- Rows lie in the order of their time.
create index idempotency_key_created on idempotency_key using brin (created_at);
call protect('idempotency_key');
grant select, insert, update, delete on idempotency_key to sembang_app;
create policy retention on idempotency_key for all to sembang_platform using (created_at < now() - interval '24 hours');
grant select (company_id, created_at), delete on idempotency_key to sembang_platform;
