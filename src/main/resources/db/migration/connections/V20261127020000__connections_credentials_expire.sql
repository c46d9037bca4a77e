-- Until when an account's credentials last, where the vendor says so, and when it is asked next. Columns without a default
-- rewrite nothing.
alter table channel_account
    add column credentials_expire_at timestamptz,
    -- Null: on the second day after it was connected; some vendors renew nothing earlier.
    add column credentials_renew_at timestamptz;
grant select (credentials_renew_at) on channel_account to sembang_platform;
