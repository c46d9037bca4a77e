-- Other ids by which a channel account knows the same person: a phone number beside an id that hides it, a number or id
-- of before. Looked at only where the channel's own id of a message finds nobody. Empty, no locks.
create table contact_identity_alias (
    company_id uuid not null,
    channel_account_id uuid not null,
    alias text not null check (length(alias) between 1 and 500),
    contact_identity_id uuid not null,
    primary key (company_id, channel_account_id, alias),
    foreign key (company_id, contact_identity_id) references contact_identity (company_id, id),
    foreign key (company_id, channel_account_id) references channel_account (company_id, id)
);
create index contact_identity_alias_identity on contact_identity_alias (company_id, contact_identity_id);
call protect('contact_identity_alias');
-- It is asked only for the company as a whole: who receives, and who erases.
create policy visible on contact_identity_alias as restrictive for all to sembang_app
    using (app_scope() = 'company') with check (true);
grant select, insert, update, delete on contact_identity_alias to sembang_app;
