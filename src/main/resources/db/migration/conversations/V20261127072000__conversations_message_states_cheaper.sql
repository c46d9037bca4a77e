-- Each change of a message's state wrote into all its indexes, because one of them depended on the state. It depends on
-- the reason of a failure now, and a page keeps room for the next versions of its rows. Writes wait while the table is
-- read once.
drop index message_failed;
create index message_failed on message (at desc) where failure_code is not null;
alter table message set (fillfactor = 80);
