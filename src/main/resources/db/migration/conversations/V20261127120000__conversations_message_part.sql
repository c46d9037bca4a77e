-- Other ids by which a channel account knows a message: files sent as one come one by one, each with an id of its own,
-- besides the one they have in common. Looked at with the message's own id; few messages have any. Empty, no locks.
create table message_part (
    company_id uuid not null,
    channel_account_id uuid not null,
    provider_id text not null check (length(provider_id) between 1 and 500),
    message_id uuid not null,
    primary key (company_id, channel_account_id, provider_id),
    foreign key (company_id, message_id) references message (company_id, id),
    foreign key (company_id, channel_account_id) references channel_account (company_id, id)
);
create index message_part_message on message_part (company_id, message_id);
call protect('message_part');
-- It is asked only for the company as a whole, by who receives.
create policy visible on message_part as restrictive for all to sembang_app
    using (app_scope() = 'company') with check (true);
grant select, insert on message_part to sembang_app;
