-- Filters that people keep by name. Who is in one is asked each time. Empty, no locks.
create table contact_segment (
    company_id uuid not null references company (id),
    id uuid not null,
    name text not null check (length(name) between 1 and 60),
    name_key text not null,
    filter jsonb not null,
    primary key (company_id, id),
    unique (company_id, name_key)
);
call protect('contact_segment');
grant select, insert, update, delete on contact_segment to sembang_app;

-- Lists of contacts that were taken in as files, so that one can be taken back whole. Empty, no locks; the column of
-- contact has no default and rewrites nothing.
create table contact_import (
    company_id uuid not null references company (id),
    id uuid not null,
    rows int not null,
    created int not null,
    at timestamptz not null,
    member_id uuid not null,
    undone_at timestamptz,
    primary key (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id)
);
call protect('contact_import');
grant select, insert, update on contact_import to sembang_app;

alter table contact
    add column import_id uuid,
    add foreign key (company_id, import_id) references contact_import (company_id, id);
create index contact_imported on contact (company_id, import_id) where import_id is not null;
