-- What a company promises its customers, by how urgent a conversation is: no row, no promise. Empty, no locks.
create table sla_policy (
    company_id uuid not null references company (id),
    priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
    -- Null: not promised.
    first_reply_minutes int check (first_reply_minutes between 1 and 43200),
    next_reply_minutes int check (next_reply_minutes between 1 and 43200),
    resolution_minutes int check (resolution_minutes between 1 and 43200),
    -- Whether only the time counts in which the company, or the conversation's outlet, is open.
    business_hours boolean not null,
    -- What happens when it was not kept: more urgent by one, and to whom it goes.
    raise_priority boolean not null,
    escalate_to uuid,
    -- Nobody is told of what was late before this was promised.
    since timestamptz not null,
    primary key (company_id, priority),
    foreign key (company_id, escalate_to) references member (company_id, id),
    check (num_nonnulls(first_reply_minutes, next_reply_minutes, resolution_minutes) > 0)
);
call protect('sla_policy');
grant select, insert, update, delete on sla_policy to sembang_app;
-- The clock asks which companies promise anything.
grant select (company_id) on sla_policy to sembang_platform;
create policy promising on sla_policy for select to sembang_platform using (true);

-- That a promise was nearly or wholly late: once for each wait of the customer, or each time the conversation is open.
create table sla_event (
    company_id uuid not null,
    conversation_id uuid not null,
    kind text not null check (kind in ('first_reply', 'next_reply', 'resolution')),
    -- When the wait began.
    since timestamptz not null,
    stage text not null check (stage in ('warning', 'breach')),
    due_at timestamptz not null,
    at timestamptz not null,
    primary key (company_id, conversation_id, kind, since, stage),
    foreign key (company_id, conversation_id) references conversation (company_id, id)
);
call protect('sla_event');
create policy visible on sla_event as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = sla_event.company_id and c.id = sla_event.conversation_id) end)
    with check (true);
grant select, insert on sla_event to sembang_app;

-- A conversation that was opened again counts from there; one opened again before this migration, from its beginning.
-- A column without values; the checks of the next table read it once under their lock.
alter table conversation add column reopened_at timestamptz;
alter table assignment
    drop constraint assignment_rule_check,
    add constraint assignment_rule_check
        check (rule in ('manual', 'rotation', 'workload', 'expertise', 'previous', 'transfer', 'escalation'));
