-- On which sites a website's chat was shown lately, as browsers told: proof that the tag is in place. At most twenty of an
-- account, written once in ten minutes for each. Empty, no locks.
create table webchat_sighting (
    company_id uuid not null,
    channel_account_id uuid not null,
    origin text not null check (length(origin) between 8 and 300),
    seen_at timestamptz not null,
    primary key (company_id, channel_account_id, origin),
    foreign key (company_id, channel_account_id) references channel_account (company_id, id)
);
call protect('webchat_sighting');
grant select, insert, update, delete on webchat_sighting to sembang_app;
