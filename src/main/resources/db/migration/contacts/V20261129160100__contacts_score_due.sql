-- Messages that tell so much that the score is to be worked out at once, written with the message: who dies before that
-- leaves them to others. Empty, no locks.
create table contact_score_due (
    company_id uuid not null,
    message_id uuid not null,
    contact_id uuid not null,
    primary key (company_id, message_id),
    foreign key (company_id, contact_id) references contact (company_id, id)
);
create index contact_score_due_contact on contact_score_due (company_id, contact_id);
call protect('contact_score_due');
create policy visible on contact_score_due as restrictive for all to sembang_app
    using (app_scope() = 'company') with check (true);
grant select, insert, delete on contact_score_due to sembang_app;
