-- An agent asks that somebody else takes a conversation over; an admin decides. At most one is open for a conversation.
-- Who asked still sees the answer when the conversation is no longer theirs. Empty, no locks.
create table transfer_request (
    company_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    by_id uuid not null,
    -- Whom the agent would have it go to; null: whoever the admin thinks fit.
    to_id uuid,
    reason text not null check (length(reason) between 1 and 500),
    state text not null default 'open' check (state in ('open', 'approved', 'declined', 'cancelled')),
    decided_by uuid,
    -- Whom it went to.
    given_id uuid,
    answer text check (length(answer) <= 500),
    at timestamptz not null,
    decided_at timestamptz,
    primary key (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, by_id) references member (company_id, id),
    foreign key (company_id, to_id) references member (company_id, id),
    foreign key (company_id, decided_by) references member (company_id, id),
    foreign key (company_id, given_id) references member (company_id, id),
    check ((decided_at is null) = (state = 'open')),
    check ((given_id is not null) = (state = 'approved'))
);
create unique index transfer_request_open on transfer_request (company_id, conversation_id) where state = 'open';
create index transfer_request_conversation on transfer_request (company_id, conversation_id, at);
create index transfer_request_by on transfer_request (company_id, by_id, at);
call protect('transfer_request');
create policy visible on transfer_request as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else by_id = app_member() or exists (
            select from conversation c where c.company_id = transfer_request.company_id and c.id = transfer_request.conversation_id) end)
    with check (true);
grant select, insert, update on transfer_request to sembang_app;
