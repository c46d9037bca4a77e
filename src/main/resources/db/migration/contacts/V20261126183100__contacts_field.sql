-- What a company wants to know of every contact, and what it knows. Empty, no locks.
create table contact_field (
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
call protect('contact_field');
grant select, insert, update, delete on contact_field to sembang_app;

create table contact_field_value (
    company_id uuid not null,
    contact_id uuid not null,
    field_id uuid not null,
    -- In one form for each kind, so that equal values are equal texts: 12.5, 2026-11-26, true, 10.00.
    value text not null check (length(value) between 1 and 500),
    primary key (company_id, contact_id, field_id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, field_id) references contact_field (company_id, id)
);
create index contact_field_value_field on contact_field_value (company_id, field_id, value);
call protect('contact_field_value');
create policy visible on contact_field_value as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from contact c
                      where c.company_id = contact_field_value.company_id and c.id = contact_field_value.contact_id) end)
    with check (true);
grant select, insert, update, delete on contact_field_value to sembang_app;
