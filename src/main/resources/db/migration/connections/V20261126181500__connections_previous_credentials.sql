-- A replaced secret with which the vendor signs is honoured for a while, for a delivery may be under way. A short lock on a
-- small table; columns without a default rewrite nothing.
alter table channel_account
    add column previous_credentials jsonb,
    add column previous_credentials_until timestamptz;
