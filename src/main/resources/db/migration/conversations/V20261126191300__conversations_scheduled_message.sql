-- What a member wants said at a later time. It becomes a message, with its number in the thread, when it is sent; until
-- then it can be changed and taken back, and the customer's next message takes it back too. Empty, no locks.
create table scheduled_message (
    company_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    member_id uuid not null,
    text text not null check (length(text) between 1 and 20000),
    send_at timestamptz not null,
    state text not null default 'held' check (state in ('held', 'sent', 'cancelled', 'failed')),
    -- Why it was not sent.
    reason text check (reason in ('customer_wrote', 'taken_back', 'conversation_closed', 'window_closed', 'member_left', 'suspended', 'too_long')),
    message_id uuid,
    client_id text,
    at timestamptz not null,
    settled_at timestamptz,
    primary key (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id),
    foreign key (company_id, message_id) references message (company_id, id),
    check ((state = 'held') = (settled_at is null)),
    check ((state = 'sent') = (message_id is not null)),
    check ((state in ('cancelled', 'failed')) = (reason is not null))
);
create index scheduled_message_conversation on scheduled_message (company_id, conversation_id, send_at);
create unique index scheduled_message_client on scheduled_message (company_id, conversation_id, client_id) where client_id is not null;
call protect('scheduled_message');
create policy visible on scheduled_message as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c
                      where c.company_id = scheduled_message.company_id and c.id = scheduled_message.conversation_id) end)
    with check (true);
grant select, insert, update on scheduled_message to sembang_app;
