-- What the platform decides about a company: plan, limits, suspension, deletion. One short lock on a small table.
alter table company
    add column plan text not null default 'starter' check (plan in ('starter', 'growth', 'enterprise')),
    -- No limit where null.
    add column member_limit int check (member_limit between 1 and 100000),
    add column channel_account_limit int check (channel_account_limit between 1 and 100000),
    add column outlet_limit int check (outlet_limit between 1 and 100000),
    -- Where it returns to when the suspension is lifted.
    add column suspended_from text check (suspended_from in ('trial', 'active')),
    add column suspended_at timestamptz,
    add column suspension_reason text check (length(suspension_reason) between 1 and 500),
    add column deletion_requested_at timestamptz,
    add column deletion_due_at timestamptz,
    add column deletion_reason text check (length(deletion_reason) between 1 and 500),
    add check ((status = 'suspended') = (suspended_from is not null)),
    add check ((suspended_from is null) = (suspended_at is null)),
    add check ((deletion_requested_at is null) = (deletion_due_at is null));
grant select (plan, member_limit, channel_account_limit, outlet_limit, suspended_from, suspended_at, suspension_reason,
              deletion_requested_at, deletion_due_at, deletion_reason, created_at)
    on company to sembang_platform;
-- The last row of a deleted company is its own.
create policy erase on company for all to sembang_erase using (id = app_company());
grant select, delete on company to sembang_erase;

-- What holds for the whole installation; one row, the platform's own. Empty: the defaults hold.
create table platform_setting (
    company_id uuid primary key references company check (company_id = platform_company()),
    deletion_waiting_days int not null check (deletion_waiting_days between 0 and 365),
    support_email text check (length(support_email) between 3 and 254),
    new_company_status text not null check (new_company_status in ('trial', 'active'))
);
call protect('platform_setting');
grant select, insert, update on platform_setting to sembang_app;
-- Read whoever's transaction is open.
create policy read on platform_setting for select to sembang_platform using (true);
grant select (company_id, deletion_waiting_days, support_email, new_company_status) on platform_setting to sembang_platform;

-- The proof that a deleted company left nothing: how many rows each table had before and has after. Kept by the platform,
-- also when the company is gone; it names no person.
create table company_deletion (
    company_id uuid not null references company check (company_id = platform_company()),
    deleted_company_id uuid not null,
    table_name text not null,
    rows_before bigint not null,
    rows_after bigint,
    counted_at timestamptz not null,
    primary key (company_id, deleted_company_id, table_name)
);
call protect('company_deletion');
grant select, insert, update on company_deletion to sembang_app;
