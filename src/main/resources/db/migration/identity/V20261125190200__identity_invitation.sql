-- People are invited by mail and choose their own password; until they accept they have no sign-in here. Small tables, locked
-- for a moment.
alter table member alter column sign_in_id drop not null;
-- When the person first came in; null: invited.
alter table member add column joined_at timestamptz;
update member set joined_at = created_at;
create unique index member_email on member (company_id, email);

create table invitation (
    company_id uuid not null references company,
    member_id uuid not null,
    token_hash bytea not null check (length(token_hash) = 32),
    expires_at timestamptz not null,
    primary key (company_id, member_id),
    foreign key (company_id, member_id) references member
);
call protect('invitation');
grant select, insert, update, delete on invitation to sembang_app;

-- Passwords change, and who works in several companies comes back to the last one. It is no foreign key: the sign-in outlives
-- the company.
alter table sign_in add column last_company_id uuid;
create policy sign_in_change on sign_in for update to sembang_platform using (true) with check (true);
grant select (last_company_id), update (password_hash, last_company_id) on sign_in to sembang_platform;
