-- A conversation may be put off until a time, and says how urgent it is and how many messages wait in it to be sent later.
-- Constant defaults rewrite nothing; the checks read the table once under their lock.
alter table conversation
    add column snoozed_until timestamptz,
    add column priority text not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
    add column scheduled int not null default 0 check (scheduled >= 0),
    add constraint conversation_snoozed check (snoozed_until is null or status = 'waiting');
