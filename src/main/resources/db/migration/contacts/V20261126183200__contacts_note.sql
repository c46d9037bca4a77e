-- What colleagues write of a person, whatever the conversation. Empty, no locks.
create table contact_note (
    company_id uuid not null,
    id uuid not null,
    contact_id uuid not null,
    author_id uuid not null,
    text text not null check (length(text) between 1 and 4000),
    at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, author_id) references member (company_id, id)
);
create index contact_note_contact on contact_note (company_id, contact_id, at);
call protect('contact_note');
create policy visible on contact_note as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from contact c where c.company_id = contact_note.company_id and c.id = contact_note.contact_id) end)
    with check (true);
grant select, insert, update, delete on contact_note to sembang_app;

-- The list of contacts with the best score first. The table is small; locked while it is read once.
create index contact_score_best on contact_score (company_id, score desc, contact_id desc);
