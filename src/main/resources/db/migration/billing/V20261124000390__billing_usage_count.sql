-- What a company used on a day. Empty, no locks. `part` spreads one day over rows, so that transactions of one company
-- do not wait for each other; the figure is their sum.
create table usage_count (
    company_id uuid not null references company,
    day date not null,
    use text not null check (use in ('message', 'model_call')),
    part smallint not null,
    used bigint not null check (used >= 0),
    primary key (company_id, day, use, part)
);
call protect('usage_count');
grant select, insert, update on usage_count to sembang_app;
