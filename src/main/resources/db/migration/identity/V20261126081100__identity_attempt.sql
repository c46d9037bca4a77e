-- How full the measure of failed tries is, for all processes together. Empty, no locks. Keys are hashes of a network, of a
-- network and an address, or of a person; unlogged, for a crash may forget it; rows are gone an hour later.
create unlogged table attempt (
    key bytea primary key check (length(key) = 32),
    -- So many tries fill it, and so many seconds empty it again.
    most integer not null check (most > 0),
    seconds integer not null check (seconds > 0),
    -- As of then.
    filled double precision not null check (filled >= 0),
    at timestamptz not null
);
grant select, insert, update, delete on attempt to sembang_app;
