-- What a member has begun to write in a conversation and not sent, of each kind one. Theirs alone: no other
-- member reads it, whatever of the company they see. Empty, no locks.
create table draft (
    company_id uuid not null,
    conversation_id uuid not null,
    member_id uuid not null,
    kind text not null check (kind in ('reply', 'note')),
    text text not null check (length(text) between 1 and 20000),
    -- Another one each time it is written: what the next is based on.
    version uuid not null,
    at timestamptz not null,
    primary key (company_id, conversation_id, member_id, kind),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id)
);
create index draft_member on draft (company_id, member_id);
call protect('draft');
create policy visible on draft as restrictive for all to sembang_app
    using (app_scope() is not null and (member_id = app_member() or (app_scope() = 'company' and app_member() is null)))
    with check (true);
grant select, insert, update, delete on draft to sembang_app;
