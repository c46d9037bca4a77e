-- What happened, written in the commit in which it happened. Empty, no locks. Rows are added and read, never changed.
create table event_log (
    company_id uuid not null references company,
    position bigint generated always as identity,
    at timestamptz not null,
    kind text not null check (kind ~ '^[a-z][a-z_]{0,59}$'),
    member_id uuid,
    conversation_id uuid,
    seq bigint,
    facts jsonb not null default '{}',
    primary key (company_id, position)
);
-- A thread's story is read by conversation; its messages are shown from their own table.
create index event_log_conversation on event_log (company_id, conversation_id, position) where kind not like 'message\_%';
call protect('event_log');
grant select, insert on event_log to sembang_app;
