-- When a delivery for the account last carried a wrong proof; nothing else is kept of it.
alter table channel_account add column refused_at timestamptz;
