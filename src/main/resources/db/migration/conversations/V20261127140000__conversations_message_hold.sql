-- What a member sends may wait a moment in which it can be taken back; the customer then waits as before. Two columns
-- without a default rewrite nothing.
alter table message
    add column held_until timestamptz,
    add column awaiting_before timestamptz;
