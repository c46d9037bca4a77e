-- What somebody narrows the inbox to again and again; theirs, or for everybody. Empty, no locks.
create table conversation_view (
    company_id uuid not null,
    id uuid not null,
    owner_id uuid not null,
    name text not null check (length(name) between 1 and 60),
    shared boolean not null,
    query jsonb not null check (jsonb_typeof(query) = 'object'),
    primary key (company_id, id),
    foreign key (company_id, owner_id) references member (company_id, id)
);
create index conversation_view_owner on conversation_view (company_id, owner_id);
call protect('conversation_view');
grant select, insert, delete on conversation_view to sembang_app;
