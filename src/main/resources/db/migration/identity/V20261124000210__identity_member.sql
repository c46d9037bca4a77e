-- A person in one company. Empty, no locks. The e-mail is a copy for the company's own list.
create table member (
    company_id uuid not null references company,
    id uuid not null,
    sign_in_id uuid not null references sign_in,
    name text not null check (length(name) between 1 and 200),
    email text not null,
    role text not null check (role in ('super_admin', 'company_admin', 'company_user', 'viewer')),
    language text not null check (language in ('en', 'ms', 'zh', 'ta')),
    active boolean not null default true,
    created_at timestamptz not null default now(),
    primary key (company_id, id),
    unique (company_id, sign_in_id),
    -- Only the platform has super admins; no company can make one.
    check (role <> 'super_admin' or company_id = platform_company())
);
create index member_sign_in on member (sign_in_id);
call protect('member');
create policy member_of_sign_in on member for select to sembang_platform using (true);
grant select, insert, update on member to sembang_app;
grant select (company_id, id, sign_in_id, active, created_at) on member to sembang_platform;
