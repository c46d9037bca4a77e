-- How near each contact is to buying, as last worked out, with what gave each point. Empty, no locks.
create table contact_score (
    company_id uuid not null,
    contact_id uuid not null,
    score smallint not null check (score between 0 and 100),
    -- Nothing the contact wrote tells anything yet.
    provisional boolean not null,
    points jsonb not null,
    -- The contact's running number of messages it follows from: it never goes back to fewer.
    contact_number int not null,
    scored_at timestamptz not null,
    -- Whether the next time in green is told to people; not again before the score has fallen well below.
    armed boolean not null,
    noticed_at timestamptz,
    primary key (company_id, contact_id),
    foreign key (company_id, contact_id) references contact (company_id, id)
);
call protect('contact_score');
create policy visible on contact_score as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from contact c where c.company_id = contact_score.company_id and c.id = contact_score.contact_id) end)
    with check (true);
grant select, insert, update, delete on contact_score to sembang_app;
