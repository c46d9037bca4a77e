-- Exactly one decision for each message of a contact, in the commit that stores the message. Empty, no locks.
create table answer_decision (
    company_id uuid not null,
    -- The contact's message that was decided on.
    message_id uuid not null,
    outcome text not null check (outcome in ('answered', 'handed_over', 'silent')),
    reason text not null,
    -- What the assistant wrote, if anything.
    reply_id uuid,
    template_id uuid,
    template_version int,
    decided_at timestamptz not null,
    primary key (company_id, message_id),
    foreign key (company_id, message_id) references message (company_id, id),
    foreign key (company_id, reply_id) references message (company_id, id),
    check ((outcome = 'answered') <= (reply_id is not null)),
    check ((template_id is null) = (template_version is null))
);
create unique index answer_decision_reply on answer_decision (company_id, reply_id) where reply_id is not null;
call protect('answer_decision');
create policy visible on answer_decision as restrictive for all to sembang_app
    using (app_scope() = 'company' or exists (select from message m where m.company_id = answer_decision.company_id and m.id = answer_decision.message_id))
    with check (true);
grant select, insert on answer_decision to sembang_app;
