-- While this has its one row, nothing is sent to customers: the rows here may be older than what they have got. A restored
-- backup makes it, an operator takes it away. Of no company: it holds for the installation. Empty, no locks.
create table sending_hold (
    only_one boolean primary key default true check (only_one),
    since timestamptz not null default now(),
    reason text not null
);
grant select on sending_hold to sembang_app;
