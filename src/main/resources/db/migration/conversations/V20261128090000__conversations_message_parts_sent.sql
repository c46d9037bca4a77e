-- What is too long for one message of the vendor goes in several: how many of them the vendor has of one that failed, whose
-- outcome is unknown or that waits for its next try. Sending goes on there.
alter table message add column parts_sent smallint not null default 0 check (parts_sent >= 0);
alter table delivery drop column parts_sent;
