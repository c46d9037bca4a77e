-- Who works: each running process, and which of the 64 fixed lanes it holds. Of no company: the lanes are shared by all.
-- A process locks its own row (for key share) in every transaction that works; whoever takes a silent process away must
-- delete that row first, and so waits for the transaction or stops it. Empty, no locks.
create table process (
    id uuid primary key,
    started_at timestamptz not null default now(),
    -- Renewed every 3 seconds; after 10 the process counts as gone.
    seen_at timestamptz not null default now()
);
create table lane (
    lane smallint primary key check (lane between 0 and 63),
    process_id uuid references process (id) on delete set null
);
insert into lane (lane) select generate_series(0, 63);
grant select, insert, update, delete on process to sembang_app;
grant select, update on lane to sembang_app;
grant select (id) on process to sembang_platform;

-- What vendors delivered, as it came. Answered 200 once it is here. Empty, no locks.
-- No foreign keys: the door has just read the account, and a check for each row would lock the account's row in every commit.
create table inbound_event (
    company_id uuid not null,
    channel_account_id uuid not null,
    -- The vendor's own number of the event; 'sha256:' and the hash of the bytes where none could be read.
    key text not null check (length(key) between 1 and 300),
    kind text not null check (length(kind) <= 100),
    lane smallint not null check (lane between 0 and 63),
    raw bytea not null,
    received_at timestamptz not null default now(),
    -- The only order.
    position bigint generated always as identity,
    state text not null default 'pending' check (state in ('pending', 'parked', 'done')),
    attempts int not null default 0,
    -- Why it is parked, or 'ignored'.
    reason text,
    primary key (company_id, position),
    unique (company_id, channel_account_id, key)
);
create index inbound_event_pending on inbound_event (company_id, position) where state = 'pending';
create index inbound_event_parked on inbound_event (company_id, position) where state = 'parked';
-- Rows lie in the order they came: a few pages find what is older than 30 days.
create index inbound_event_received on inbound_event using brin (received_at);
call protect('inbound_event');
-- It holds what customers wrote, of all conversations.
create policy visible on inbound_event as restrictive for all to sembang_app using (app_scope() = 'company') with check (true);
grant select, update on inbound_event to sembang_app;
create policy arrivals on inbound_event for insert to sembang_ingest with check (true);
grant insert (company_id, channel_account_id, key, kind, lane, raw, state, reason) on inbound_event to sembang_ingest;
create policy leftovers on inbound_event for select to sembang_platform
    using (state = 'pending' or received_at < now() - interval '30 days');
create policy retention on inbound_event for delete to sembang_platform
    using (state <> 'pending' and received_at < now() - interval '30 days');
grant select (company_id, position, state, received_at), delete on inbound_event to sembang_platform;

-- Messages on their way to a vendor; a row goes when it is settled. Empty, no locks.
create table delivery (
    company_id uuid not null,
    message_id uuid not null,
    conversation_id uuid not null,
    contact_identity_id uuid not null,
    channel_account_id uuid not null,
    channel text not null,
    lane smallint not null check (lane between 0 and 63),
    -- The order within a conversation: only its first row may be sent.
    position bigint generated always as identity,
    state text not null default 'waiting' check (state in ('waiting', 'sending')),
    attempts int not null default 0,
    -- How many parts of a long text have arrived already.
    parts_sent int not null default 0,
    next_attempt_at timestamptz not null default now(),
    started_at timestamptz,
    -- Which process is sending it. When that process is gone, nobody knows whether the vendor got it.
    process_id uuid,
    primary key (company_id, message_id),
    check ((state = 'sending') = (process_id is not null))
);
create index delivery_conversation on delivery (company_id, conversation_id, position);
create index delivery_due on delivery (company_id, position) where state = 'waiting';
call protect('delivery');
create policy visible on delivery as restrictive for all to sembang_app using (app_scope() = 'company') with check (true);
grant select, insert, update, delete on delivery to sembang_app;
create policy due on delivery for select to sembang_platform using (true);
grant select (company_id, state, next_attempt_at, process_id) on delivery to sembang_platform;
