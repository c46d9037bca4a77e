-- When somebody's app was last open, and whether it still counts as open. Null: never seen, their own switch says alone.
-- No index on seen_at: it is written once a minute for everybody who is there, and stays a write within the page.
alter table member
    add column seen_at timestamptz,
    add column present boolean not null default true,
    add constraint member_attendance check (present or seen_at is not null);
grant select (role, seen_at, present) on member to sembang_platform;
