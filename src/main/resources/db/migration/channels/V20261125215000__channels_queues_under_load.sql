-- Queues that stay fast when thousands of rows wait. New indexes on short tables, locked while they are built; else only the
-- catalog changes.

-- Conversations that are busy: something of theirs is being sent, or waits for a later time.
create index delivery_sending on delivery (company_id, conversation_id) where state = 'sending';
create index delivery_later on delivery (company_id, next_attempt_at) where state = 'waiting';

-- The same rows as before, in a form whose number the planner guesses well: it took an equality for one row in 200, and
-- read and sorted whole queues.
alter policy visible on delivery using (case app_scope() when 'company' then true else false end);
alter policy visible on inbound_event using (case app_scope() when 'company' then true else false end);
