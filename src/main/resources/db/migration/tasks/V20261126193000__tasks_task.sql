-- What a member means to do, and when: reminders and follow-ups. Empty, no locks.
create table task (
    company_id uuid not null references company (id),
    id uuid not null,
    title text not null check (length(title) between 1 and 200),
    due_at timestamptz not null,
    conversation_id uuid,
    -- Of a task without a conversation; with one, the contact is the conversation's.
    contact_id uuid,
    -- Whose it was before that contact was joined to another; null: it never was. No foreign key: a task goes with the
    -- contact it stands under.
    own_contact_id uuid,
    assignee_id uuid not null,
    created_by uuid not null,
    created_at timestamptz not null,
    done_at timestamptz,
    done_by uuid,
    primary key (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, assignee_id) references member (company_id, id),
    foreign key (company_id, created_by) references member (company_id, id),
    foreign key (company_id, done_by) references member (company_id, id),
    check (conversation_id is null or contact_id is null),
    check ((done_at is null) = (done_by is null))
);
create index task_open on task (company_id, due_at, id) where done_at is null;
create index task_assignee on task (company_id, assignee_id, due_at, id);
create index task_conversation on task (company_id, conversation_id) where conversation_id is not null;
create index task_contact on task (company_id, contact_id) where contact_id is not null;
call protect('task');
create policy visible on task as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true else assignee_id = app_member() end)
    with check (true);
grant select, insert, update, delete on task to sembang_app;
