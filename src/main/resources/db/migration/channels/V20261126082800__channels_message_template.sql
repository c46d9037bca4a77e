-- Messages a vendor must approve before they may be sent outside the reply window. The vendor decides on them, so this is
-- a copy, put right whenever the vendor tells of a change or an admin asks. Empty, no locks.
create table message_template (
    company_id uuid not null,
    id uuid not null,
    channel_account_id uuid not null,
    -- The vendor's own id.
    vendor_id text not null check (length(vendor_id) between 1 and 200),
    name text not null check (length(name) between 1 and 512),
    language text not null check (length(language) between 2 and 20),
    category text not null check (length(category) between 1 and 60),
    -- In the vendor's words, in lower case.
    status text not null check (length(status) between 1 and 60),
    quality text check (length(quality) <= 60),
    reason text check (length(reason) <= 1000),
    -- As they go over the vendor's wire.
    components jsonb not null,
    updated_at timestamptz not null,
    primary key (company_id, id),
    unique (company_id, channel_account_id, name, language),
    foreign key (company_id, channel_account_id) references channel_account (company_id, id)
);
call protect('message_template');
grant select, insert, update, delete on message_template to sembang_app;

-- What became of each, oldest first.
create table message_template_status (
    company_id uuid not null,
    message_template_id uuid not null,
    at timestamptz not null,
    status text not null check (length(status) between 1 and 60),
    reason text check (length(reason) <= 1000),
    primary key (company_id, message_template_id, at),
    foreign key (company_id, message_template_id) references message_template (company_id, id) on delete cascade
);
call protect('message_template_status');
grant select, insert, delete on message_template_status to sembang_app;
