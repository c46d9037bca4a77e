-- A message that no template answers may be thought about after the commit that stores it: `pending` until then.
alter table answer_decision drop constraint answer_decision_outcome_check;
alter table answer_decision add constraint answer_decision_outcome_check
    check (outcome in ('answered', 'handed_over', 'silent', 'pending')) not valid;
alter table answer_decision validate constraint answer_decision_outcome_check;
alter table answer_decision add column model_version_id uuid;
alter table answer_decision add foreign key (company_id, model_version_id) references model_version (company_id, id);
create index answer_decision_version on answer_decision (company_id, model_version_id) where model_version_id is not null;
create index answer_decision_pending on answer_decision (company_id, decided_at) where outcome = 'pending';
grant update (outcome, reason, reply_id, model_version_id, decided_at) on answer_decision to sembang_app;

-- What was offered to a person to say, and what became of it.
create table suggestion (
    company_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    -- The newest message of the contact it answers; an answer to less is stale.
    up_to_seq int not null,
    member_id uuid,
    language text not null check (language in ('en', 'ms', 'zh', 'ta')),
    source text not null check (source in ('safety', 'template', 'faq', 'model', 'offline')),
    text text not null check (length(text) between 1 and 8000),
    reason text not null check (length(reason) between 1 and 60),
    confidence numeric(4, 3) not null check (confidence between 0 and 1),
    evidence jsonb not null default '[]',
    model_version_id uuid,
    made_at timestamptz not null,
    rating smallint check (rating between 1 and 5),
    rating_reason text check (rating_reason in ('wrong_fact', 'tone', 'language', 'too_long', 'not_needed', 'other')),
    rated_by uuid,
    -- The message a person sent with it, and how much of it was changed: 0 nothing, 1 all.
    message_id uuid,
    edit_distance numeric(4, 3) check (edit_distance between 0 and 1),
    primary key (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, message_id) references message (company_id, id),
    foreign key (company_id, model_version_id) references model_version (company_id, id),
    check ((message_id is null) = (edit_distance is null))
);
create index suggestion_newest on suggestion (company_id, conversation_id, made_at desc, id desc);
create unique index suggestion_message on suggestion (company_id, message_id) where message_id is not null;
create index suggestion_version on suggestion (company_id, model_version_id) where model_version_id is not null;
call protect('suggestion');
create policy visible on suggestion as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = suggestion.company_id and c.id = suggestion.conversation_id) end)
    with check (true);
grant select, insert, update on suggestion to sembang_app;

-- How an answer or a suggestion came about, with personal data left out. Append-only.
create table answer_trace (
    company_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    message_id uuid,
    suggestion_id uuid,
    at timestamptz not null,
    trace jsonb not null,
    primary key (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, message_id) references message (company_id, id),
    foreign key (company_id, suggestion_id) references suggestion (company_id, id),
    check (num_nonnulls(message_id, suggestion_id) <= 1)
);
create index answer_trace_newest on answer_trace (company_id, conversation_id, at desc, id desc);
create unique index answer_trace_message on answer_trace (company_id, message_id) where message_id is not null;
create unique index answer_trace_suggestion on answer_trace (company_id, suggestion_id) where suggestion_id is not null;
call protect('answer_trace');
create policy visible on answer_trace as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = answer_trace.company_id and c.id = answer_trace.conversation_id) end)
    with check (true);
grant select, insert on answer_trace to sembang_app;
