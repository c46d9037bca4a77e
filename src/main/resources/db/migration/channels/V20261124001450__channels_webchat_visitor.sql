-- Visitors of a website who ended their chat: tokens of an older version are refused. A visitor without a row has
-- version 1.
create table webchat_visitor (
    company_id uuid not null,
    channel_account_id uuid not null,
    visitor_id text not null,
    version int not null check (version > 1),
    primary key (company_id, channel_account_id, visitor_id),
    foreign key (company_id, channel_account_id) references channel_account (company_id, id)
);
call protect('webchat_visitor');
grant select, insert, update on webchat_visitor to sembang_app;
