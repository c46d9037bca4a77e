-- What a company wants to know of every conversation, and what it knows, as with contacts. Empty, no locks.
create table conversation_field (
    company_id uuid not null references company (id),
    id uuid not null,
    name text not null check (length(name) between 1 and 60),
    name_key text not null,
    kind text not null check (kind in ('text', 'number', 'date', 'choice', 'yes_no', 'money')),
    -- Of a choice; else none.
    choices text[] not null default '{}',
    -- The order in which people see them.
    position int not null,
    primary key (company_id, id),
    unique (company_id, name_key)
);
call protect('conversation_field');
grant select, insert, update, delete on conversation_field to sembang_app;

create table conversation_field_value (
    company_id uuid not null,
    conversation_id uuid not null,
    field_id uuid not null,
    -- In one form for each kind, so that equal values are equal texts: 12.5, 2026-11-26, true, 10.00.
    value text not null check (length(value) between 1 and 500),
    primary key (company_id, conversation_id, field_id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, field_id) references conversation_field (company_id, id)
);
create index conversation_field_value_field on conversation_field_value (company_id, field_id, lower(value));
call protect('conversation_field_value');
create policy visible on conversation_field_value as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c
                      where c.company_id = conversation_field_value.company_id and c.id = conversation_field_value.conversation_id) end)
    with check (true);
grant select, insert, update, delete on conversation_field_value to sembang_app;
