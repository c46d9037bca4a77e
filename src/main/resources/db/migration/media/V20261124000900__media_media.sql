-- Files customers and members send; the bytes lie in the installation's media folder under their hash. Empty, no locks.
create table media (
    company_id uuid not null references company (id),
    id uuid not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    -- Found by looking at the bytes, never what the sender claimed.
    content_type text not null,
    size bigint not null check (size >= 0),
    file_name text check (length(file_name) <= 200),
    created_at timestamptz not null,
    primary key (company_id, id)
);
call protect('media');
grant select, insert on media to sembang_app;
