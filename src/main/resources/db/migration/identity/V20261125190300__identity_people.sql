-- What people are good at, how much they take, and in which teams they are. Small tables, locked for a moment.
create table custom_role (
    company_id uuid not null references company,
    id uuid not null,
    name text not null check (length(name) between 1 and 100),
    -- Decides which conversations are seen and whether new ones are given.
    base text not null check (base in ('company_admin', 'company_user', 'viewer')),
    permissions text[] not null,
    primary key (company_id, id)
);
create unique index custom_role_name on custom_role (company_id, lower(name));
call protect('custom_role');
grant select, insert, update, delete on custom_role to sembang_app;

alter table member
    add column custom_role_id uuid,
    add column available boolean not null default true,
    -- How many open conversations at most are given by rule; 0: no limit.
    add column capacity int not null default 0 check (capacity between 0 and 1000),
    add column expertise text[] not null default '{}',
    add column languages text[] not null default '{}' check (languages <@ '{en,ms,zh,ta}'),
    add column signature text not null default '' check (length(signature) <= 500),
    add foreign key (company_id, custom_role_id) references custom_role;

create table team (
    company_id uuid not null references company,
    id uuid not null,
    name text not null check (length(name) between 1 and 100),
    primary key (company_id, id)
);
create unique index team_name on team (company_id, lower(name));
call protect('team');
grant select, insert, update, delete on team to sembang_app;

create table team_member (
    company_id uuid not null,
    team_id uuid not null,
    member_id uuid not null,
    primary key (company_id, team_id, member_id),
    foreign key (company_id, team_id) references team on delete cascade,
    foreign key (company_id, member_id) references member
);
create index team_member_member on team_member (company_id, member_id);
call protect('team_member');
grant select, insert, delete on team_member to sembang_app;
