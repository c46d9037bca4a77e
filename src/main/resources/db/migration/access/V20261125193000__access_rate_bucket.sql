-- How many calls all processes together have taken from a limit in its present minute. Empty, no locks. It belongs to no
-- company, for some limits are of addresses; it is unlogged, for a crash may forget it; rows are gone an hour later.
create unlogged table rate_bucket (
    key text primary key check (length(key) <= 100),
    minute bigint not null,
    used bigint not null
);
grant select, insert, update, delete on rate_bucket to sembang_app;
