-- What a vendor says of an account, in its words, and the vendor's id of what several accounts belong to. Shared
-- addresses find an account by the vendor's ids and not yet know a company. Columns without a default rewrite nothing.
alter table channel_account
    add column notice text check (length(notice) <= 1000),
    add column notice_at timestamptz,
    -- Such as the business account of several WhatsApp numbers.
    add column asset_group text;
grant select (channel, asset, asset_group, status) on channel_account to sembang_platform;
create policy asset on channel_account for select to sembang_platform using (asset is not null);
