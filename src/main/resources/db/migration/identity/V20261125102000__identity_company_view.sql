-- A super admin's look into a company, read-only and for a short time, with the reason. Empty, no locks. `viewer_id` is a
-- member of the platform and therefore no foreign key of the company's row.
create table company_view (
    company_id uuid not null references company,
    id uuid not null,
    viewer_id uuid not null,
    viewer_name text not null,
    viewer_email text not null,
    viewer_language text not null check (viewer_language in ('en', 'ms', 'zh', 'ta')),
    reason text not null check (length(reason) between 1 and 500),
    started_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > started_at and ends_at <= started_at + interval '60 minutes'),
    primary key (company_id, id)
);
call protect('company_view');
grant select, insert on company_view to sembang_app;

-- Who was a member of a deleted company only no longer signs in; a sign-in that still belongs somewhere is held back by
-- its members.
create policy erase on sign_in for all to sembang_erase using (true);
grant select (id), delete on sign_in to sembang_erase;
