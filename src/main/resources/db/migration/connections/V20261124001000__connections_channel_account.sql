-- What connects a company to a channel. Empty, no locks. Credentials are sealed by the application before they come here.
create table channel_account (
    company_id uuid not null references company (id),
    id uuid not null,
    channel text not null check (channel in ('whatsapp', 'telegram', 'messenger', 'instagram', 'webchat')),
    provider text,
    name text not null check (length(name) between 1 and 200),
    status text not null check (status in ('connected', 'error', 'disconnected')),
    last_error text,
    last_event_at timestamptz,
    last_connected_at timestamptz,
    -- The vendor's own id of the bot, number or page: one asset belongs to one company at a time.
    asset text,
    -- The public key of a website's chat.
    site_key text unique,
    credentials jsonb not null default '{}',
    webhook_secret text,
    previous_webhook_secret text,
    previous_webhook_secret_until timestamptz,
    settings jsonb not null default '{}',
    -- Made by the demo: speaks to the simulator instead of the vendor.
    simulated boolean not null default false,
    created_at timestamptz not null default now(),
    primary key (company_id, id)
);
create unique index channel_account_asset on channel_account (channel, asset) where asset is not null and status <> 'disconnected';
call protect('channel_account');
grant select, insert, update on channel_account to sembang_app;
-- The door of the website chat knows a site key and not yet a company.
grant select (company_id, id, site_key) on channel_account to sembang_platform;
create policy site_key on channel_account for select to sembang_platform using (site_key is not null);
