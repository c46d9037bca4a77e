-- What conversations tell that matters beyond them: read once, message by message, in the customer's or our own words.
-- Whose it is stands in the conversation, which moves when contacts are joined. Empty, no locks.
create table remembered (
    company_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    kind text not null check (kind in ('need', 'budget', 'product', 'place', 'date', 'objection', 'promise', 'question')),
    -- In one form: the same said again is the same.
    value text not null check (length(value) between 1 and 200),
    words text not null check (length(words) between 1 and 300),
    message_id uuid not null,
    at timestamptz not null,
    forgotten boolean not null default false,
    primary key (company_id, id),
    unique (company_id, conversation_id, kind, value),
    foreign key (company_id, conversation_id) references conversation (company_id, id) on delete cascade,
    foreign key (company_id, message_id) references message (company_id, id) on delete cascade
);
create index remembered_message on remembered (company_id, message_id);
call protect('remembered');
create policy visible on remembered as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = remembered.company_id and c.id = remembered.conversation_id) end)
    with check (true);
grant select, insert, update on remembered to sembang_app;

-- How far each conversation has been read for it.
create table memory_progress (
    company_id uuid not null,
    conversation_id uuid not null,
    up_to_seq int not null check (up_to_seq > 0),
    primary key (company_id, conversation_id),
    foreign key (company_id, conversation_id) references conversation (company_id, id) on delete cascade
);
call protect('memory_progress');
create policy visible on memory_progress as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = memory_progress.company_id and c.id = memory_progress.conversation_id) end)
    with check (true);
grant select, insert, update on memory_progress to sembang_app;
