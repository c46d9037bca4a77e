-- Two contacts that people found to be one. The one that was joined stays as a row without channels, so that the joining
-- can be taken back; its channels and notes stand under the other one and remember whose they were. Columns without a
-- default rewrite nothing; the foreign key is checked on an empty column.
alter table contact
    add column merged_into uuid check (merged_into <> id),
    add foreign key (company_id, merged_into) references contact (company_id, id);
create index contact_merged on contact (company_id, merged_into) where merged_into is not null;
-- Whose it was before it was joined to another; null: it never was. No foreign key: what is erased is found by the contact
-- it stands under.
alter table contact_identity add column own_contact_id uuid;
alter table contact_note add column own_contact_id uuid;

create table contact_merge (
    company_id uuid not null,
    id uuid not null,
    contact_id uuid not null,
    merged_id uuid not null,
    -- What the contact had before, and what it took over.
    taken jsonb not null,
    at timestamptz not null,
    member_id uuid,
    -- Rises within the company: the order in which joinings are taken back.
    position bigint generated always as identity,
    undone_at timestamptz,
    undone_by uuid,
    primary key (company_id, id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, merged_id) references contact (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id),
    foreign key (company_id, undone_by) references member (company_id, id)
);
create index contact_merge_contact on contact_merge (company_id, contact_id);
create unique index contact_merge_merged on contact_merge (company_id, merged_id) where undone_at is null;
call protect('contact_merge');
create policy visible on contact_merge as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from contact c where c.company_id = contact_merge.company_id and c.id = contact_merge.contact_id) end)
    with check (true);
grant select, insert, update on contact_merge to sembang_app;

-- Two contacts that look like one and are not. The smaller id first.
create table contact_distinct (
    company_id uuid not null,
    contact_id uuid not null,
    other_id uuid not null check (other_id > contact_id),
    at timestamptz not null,
    member_id uuid not null,
    primary key (company_id, contact_id, other_id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, other_id) references contact (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id)
);
call protect('contact_distinct');
create policy visible on contact_distinct as restrictive for all to sembang_app
    using (app_scope() = 'company') with check (true);
grant select, insert on contact_distinct to sembang_app;
