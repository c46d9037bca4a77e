-- What was said on a phone before its number was connected: read, never answered, counted or sent. It comes in pieces in
-- any order, so it stands by the time it was said. Empty, no locks.
create table past_message (
    company_id uuid not null,
    channel_account_id uuid not null,
    -- The vendor's id of the message: told twice, it is kept once.
    provider_id text not null check (length(provider_id) between 1 and 400),
    contact_identity_id uuid not null,
    -- Whether the contact wrote it; else the company did.
    by_contact boolean not null,
    content jsonb not null,
    at timestamptz not null,
    primary key (company_id, channel_account_id, provider_id),
    foreign key (company_id, channel_account_id) references channel_account (company_id, id),
    foreign key (company_id, contact_identity_id) references contact_identity (company_id, id)
);
create index past_message_thread on past_message (company_id, contact_identity_id, at desc, provider_id desc);
call protect('past_message');
create policy visible on past_message as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c
                      where c.company_id = past_message.company_id
                        and c.contact_identity_id = past_message.contact_identity_id) end)
    with check (true);
grant select, insert, update on past_message to sembang_app;
