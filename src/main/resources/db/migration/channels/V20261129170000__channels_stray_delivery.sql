-- What Meta proved to have sent to the address of the platform's own apps, and of which nobody could tell whose it is: no
-- JSON, of an unknown kind, or without the id of an account. As it came, for whoever mends the reading of it; of no
-- company. What names an account nobody has connected is not kept. Empty, no locks.
create table stray_delivery (
    -- SHA-256 of the bytes: what Meta sends again is kept once.
    digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
    raw bytea not null,
    reason text not null check (length(reason) <= 300),
    received_at timestamptz not null default now()
);
create index stray_delivery_received on stray_delivery (received_at);
alter table stray_delivery enable row level security;
alter table stray_delivery force row level security;
create policy migrations on stray_delivery for all to current_user using (true) with check (true);
create policy arrivals on stray_delivery for insert to sembang_ingest with check (true);
grant insert (digest, raw, reason) on stray_delivery to sembang_ingest;
create policy retention on stray_delivery for all to sembang_platform using (received_at < now() - interval '30 days');
grant select (digest, received_at), delete on stray_delivery to sembang_platform;
