-- How a customer found a conversation that has ended: once for each, changed until a new one begins. Goes with its
-- conversation. A new table; no lock.
create table conversation_rating (
    company_id uuid not null,
    conversation_id uuid not null,
    score smallint not null check (score between 1 and 5),
    comment text check (length(comment) between 1 and 1000),
    at timestamptz not null,
    primary key (company_id, conversation_id),
    foreign key (company_id, conversation_id) references conversation (company_id, id)
);
call protect('conversation_rating');
create policy visible on conversation_rating as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = conversation_rating.company_id and c.id = conversation_rating.conversation_id) end)
    with check (true);
grant select, insert, update on conversation_rating to sembang_app;
