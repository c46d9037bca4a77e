-- Who gave the access an account was connected with by a vendor's own dialog, by the vendor's id of the person: whoever
-- takes it back there is named by this id only. A column without a default rewrites nothing; the index reads the table once
-- under its lock, which is short while the table is small.
alter table channel_account add column granted_by text;
create index channel_account_granted_by on channel_account (granted_by) where granted_by is not null;
grant select (granted_by) on channel_account to sembang_platform;
