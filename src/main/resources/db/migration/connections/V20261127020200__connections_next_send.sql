-- When an account whose vendor takes only so many messages in a time may send its next one; all processes look here.
alter table channel_account add column next_send_at timestamptz;
