-- What was said, who answers next, who is responsible. Empty, no locks.
create table conversation (
    company_id uuid not null references company (id),
    id uuid not null,
    contact_id uuid not null,
    contact_identity_id uuid not null,
    channel_account_id uuid not null,
    channel text not null check (channel in ('whatsapp', 'telegram', 'messenger', 'instagram', 'webchat')),
    status text not null default 'new' check (status in ('new', 'in_progress', 'waiting', 'completed', 'lost')),
    -- Who is responsible and may see it.
    assignee_id uuid,
    -- Who may write to the customer now.
    answering text not null default 'assistant' check (answering in ('assistant', 'member', 'nobody')),
    answering_member_id uuid,
    language text check (language in ('en', 'ms', 'zh', 'ta')),
    previous_id uuid,
    last_seq int not null default 0,
    contact_messages int not null default 0,
    last_activity_at timestamptz not null,
    awaiting_reply_since timestamptz,
    -- A member is typing: the assistant waits until then.
    held_until timestamptz,
    sale_amount numeric(18, 4) check (sale_amount >= 0),
    sale_currency text check (sale_currency ~ '^[A-Z]{3}$'),
    products_sold text[] not null default '{}',
    payment_method text,
    completion_notes text,
    completed_by uuid,
    completed_at timestamptz,
    created_at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, contact_identity_id) references contact_identity (company_id, id),
    foreign key (company_id, channel_account_id) references channel_account (company_id, id),
    foreign key (company_id, assignee_id) references member (company_id, id),
    foreign key (company_id, answering_member_id) references member (company_id, id),
    foreign key (company_id, previous_id) references conversation (company_id, id),
    check ((answering = 'member') = (answering_member_id is not null)),
    check ((sale_amount is null) = (sale_currency is null)),
    check ((completed_at is not null) = (status in ('completed', 'lost')))
);
-- One open conversation per contact and channel account.
create unique index conversation_open on conversation (company_id, contact_identity_id) where status in ('new', 'in_progress', 'waiting');
create index conversation_recent on conversation (company_id, last_activity_at desc, id desc);
create index conversation_assignee on conversation (company_id, assignee_id, last_activity_at desc, id desc);
create index conversation_contact on conversation (company_id, contact_id, created_at desc);
create index conversation_thread on conversation (company_id, contact_identity_id, created_at desc);
call protect('conversation');
create policy visible on conversation as restrictive for all to sembang_app
    using (app_scope() = 'company'
        or (app_scope() in ('own', 'own+queue') and assignee_id = app_member())
        or (app_scope() = 'own+queue' and assignee_id is null))
    with check (true);
grant select, insert, update on conversation to sembang_app;

create table message (
    company_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    -- Gapless from 1 in its conversation.
    seq int not null check (seq > 0),
    author text not null check (author in ('contact', 'member', 'assistant', 'system')),
    member_id uuid,
    content jsonb not null,
    -- 'received' for what a contact wrote; the others tell how far a message to the customer has come.
    state text not null check (state in ('received', 'held', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown', 'cancelled')),
    failure_code text,
    failure_reason text,
    channel_account_id uuid not null,
    -- The vendor's id of the message, unique for ever: a redelivery is stored once.
    provider_id text,
    client_id text,
    -- The contact's running number of messages, over all conversations.
    contact_number int,
    -- Why the assistant said it: template and version, spans, confidence.
    evidence jsonb,
    vendor_at timestamptz,
    edited_at timestamptz,
    at timestamptz not null,
    primary key (company_id, id),
    unique (company_id, conversation_id, seq),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id),
    check ((author = 'contact') = (state = 'received')),
    check ((author = 'member') = (member_id is not null))
);
create unique index message_provider on message (company_id, channel_account_id, provider_id) where provider_id is not null;
create unique index message_client on message (company_id, conversation_id, client_id) where client_id is not null;
call protect('message');
create policy visible on message as restrictive for all to sembang_app
    using (app_scope() = 'company' or exists (select from conversation c where c.company_id = message.company_id and c.id = message.conversation_id))
    with check (true);
grant select, insert, update on message to sembang_app;

create table note (
    company_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    author_id uuid not null,
    text text not null check (length(text) between 1 and 20000),
    -- Stands in the thread after this message.
    after_seq int not null,
    mentions uuid[] not null default '{}',
    client_id text,
    at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, author_id) references member (company_id, id)
);
create index note_conversation on note (company_id, conversation_id, at);
create unique index note_client on note (company_id, conversation_id, client_id) where client_id is not null;
call protect('note');
create policy visible on note as restrictive for all to sembang_app
    using (app_scope() = 'company' or exists (select from conversation c where c.company_id = note.company_id and c.id = note.conversation_id))
    with check (true);
grant select, insert on note to sembang_app;

-- Who was made responsible, by whom and why. Append-only: no role may change or delete a row.
create table assignment (
    company_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    from_id uuid,
    to_id uuid,
    by_id uuid,
    rule text not null check (rule in ('manual', 'rotation', 'previous')),
    reason text check (length(reason) <= 500),
    at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, from_id) references member (company_id, id),
    foreign key (company_id, to_id) references member (company_id, id),
    foreign key (company_id, by_id) references member (company_id, id)
);
create index assignment_conversation on assignment (company_id, conversation_id, at);
call protect('assignment');
create policy visible on assignment as restrictive for all to sembang_app
    using (app_scope() = 'company' or exists (select from conversation c where c.company_id = assignment.company_id and c.id = assignment.conversation_id))
    with check (true);
grant select, insert on assignment to sembang_app;

-- How a company assigns new conversations, and whose turn it was last. The row's lock makes the rotation true.
create table assignment_rule (
    company_id uuid primary key references company (id),
    strategy text not null default 'rotation' check (strategy in ('off', 'rotation')),
    last_member_id uuid,
    foreign key (company_id, last_member_id) references member (company_id, id)
);
call protect('assignment_rule');
grant select, insert, update on assignment_rule to sembang_app;

-- How far a member has read. Never goes back.
create table read_mark (
    company_id uuid not null,
    conversation_id uuid not null,
    member_id uuid not null,
    seq int not null,
    -- How many of the contact's messages lie at or before seq.
    contact_messages int not null,
    primary key (company_id, conversation_id, member_id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id)
);
call protect('read_mark');
create policy visible on read_mark as restrictive for all to sembang_app
    using (app_scope() = 'company' or member_id = app_member())
    with check (true);
grant select, insert, update on read_mark to sembang_app;

-- A contact is visible to whom one of the contact's conversations is.
create policy visible on contact as restrictive for all to sembang_app
    using (app_scope() = 'company' or exists (select from conversation c where c.company_id = contact.company_id and c.contact_id = contact.id))
    with check (true);
create policy visible on contact_identity as restrictive for all to sembang_app
    using (app_scope() = 'company' or exists (select from conversation c where c.company_id = contact_identity.company_id and c.contact_id = contact_identity.contact_id))
    with check (true);
create policy visible on event_log as restrictive for all to sembang_app
    using (app_scope() = 'company' or (conversation_id is not null
        and exists (select from conversation c where c.company_id = event_log.company_id and c.id = event_log.conversation_id)))
    with check (true);
