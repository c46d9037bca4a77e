-- Files that people have handed in and have not sent yet. Empty, no locks.
create table upload (
    company_id uuid not null references company (id),
    -- The file's, which comes after.
    id uuid not null,
    -- Who may send it: a member, or a digest of a visitor.
    owner text not null check (length(owner) <= 64),
    created_at timestamptz not null,
    sent_at timestamptz,
    primary key (company_id, id)
);
create index upload_old on upload (company_id, created_at);
call protect('upload');
grant select, insert, update, delete on upload to sembang_app;
