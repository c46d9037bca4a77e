-- Forgetting events after seven days is done for all companies at once, by a role that sees only outdated ones.
-- The index is a few pages: rows lie in the order of their time.
create index stream_event_at on stream_event using brin (at);
grant select (company_id, tx, id, at), delete on stream_event to sembang_platform;
create policy retention on stream_event for all to sembang_platform using (at < now() - interval '7 days');
