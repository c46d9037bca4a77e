-- What browsers follow. Kept 7 days. A row is a hint of a few bytes: what it tells of is read when someone listens.
-- Readers take only rows of transactions older than every running one, in order (tx, id), so that none is ever skipped.
create table stream_event (
    company_id uuid not null references company (id),
    tx xid8 not null default pg_current_xact_id(),
    id bigint generated always as identity,
    -- 'company', 'member:<id>' or 'visitor:<contact identity>'
    audience text not null,
    kind text not null,
    subject uuid,
    payload jsonb,
    -- For visitors: their own number of the event, given under the lock of their identity, hence in commit order.
    visitor_event bigint,
    at timestamptz not null default now(),
    primary key (company_id, tx, id)
);
create unique index stream_event_visitor on stream_event (company_id, audience, visitor_event) where visitor_event is not null;
call protect('stream_event');
grant select, insert on stream_event to sembang_app;
