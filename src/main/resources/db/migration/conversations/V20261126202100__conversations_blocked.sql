-- A conversation of somebody who is blocked: nobody answers in it and nobody is waited for, which the check holds for
-- whatever writes the row. What was before comes back with the contact. One that was closed as spam is no sale and no
-- loss. Columns without values; the table is read once for the checks, which lets nobody write to it meanwhile.
alter table conversation
    add column blocked_at timestamptz,
    add column answering_before text check (answering_before in ('assistant', 'member', 'nobody')),
    add column answering_member_before uuid,
    add column awaiting_before timestamptz,
    add column spam boolean not null default false,
    add foreign key (company_id, answering_member_before) references member (company_id, id),
    add constraint conversation_blocked_is_silent
        check (blocked_at is null or (answering = 'nobody' and awaiting_reply_since is null)),
    add check ((blocked_at is null) = (answering_before is null)),
    add check (blocked_at is not null or (answering_member_before is null and awaiting_before is null)),
    add constraint conversation_spam_is_closed
        check (not spam or (status = 'completed' and sale_amount is null));
create index conversation_blocked on conversation (company_id, last_activity_at desc, id desc) where blocked_at is not null;

-- What was to be said later to somebody who is blocked is not said.
alter table scheduled_message drop constraint scheduled_message_reason_check;
alter table scheduled_message add constraint scheduled_message_reason_check
    check (reason in ('customer_wrote', 'taken_back', 'conversation_closed', 'window_closed', 'member_left', 'suspended', 'too_long', 'contact_blocked'));
