-- A company's own labels, and which contacts carry them. Empty, no locks.
create table contact_tag (
    company_id uuid not null references company (id),
    id uuid not null,
    name text not null check (length(name) between 1 and 60),
    -- The name without case and width: two tags of one company never look the same.
    name_key text not null,
    color text not null check (color in ('grey', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink')),
    primary key (company_id, id),
    unique (company_id, name_key)
);
call protect('contact_tag');
grant select, insert, update, delete on contact_tag to sembang_app;

create table contact_tagging (
    company_id uuid not null,
    contact_id uuid not null,
    tag_id uuid not null,
    at timestamptz not null,
    -- Null: the product itself.
    member_id uuid,
    primary key (company_id, contact_id, tag_id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, tag_id) references contact_tag (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id)
);
create index contact_tagging_tag on contact_tagging (company_id, tag_id);
call protect('contact_tagging');
create policy visible on contact_tagging as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from contact c where c.company_id = contact_tagging.company_id and c.id = contact_tagging.contact_id) end)
    with check (true);
grant select, insert, update, delete on contact_tagging to sembang_app;
