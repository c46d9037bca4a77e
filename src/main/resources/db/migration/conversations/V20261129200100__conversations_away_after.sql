-- After how many minutes without an open app somebody counts as away; 0: only who says so does.
alter table assignment_rule
    add column away_after smallint not null default 15 check (away_after between 0 and 480);
grant select (company_id, away_after) on assignment_rule to sembang_platform;
create policy watched_by_platform on assignment_rule for select to sembang_platform using (true);
