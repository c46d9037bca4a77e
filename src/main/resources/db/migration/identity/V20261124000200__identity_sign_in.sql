-- A person's proof of who they are, over all companies; that is why it has no company_id. Empty, no locks.
-- The application may add one and not look at any; signing in reads it through sembang_platform.
create table sign_in (
    id uuid primary key,
    email text not null unique check (email = lower(email) and length(email) between 3 and 254),
    password_hash text not null,
    -- A demo sign-in has a published password and works only from the machine itself.
    demo boolean not null default false,
    created_at timestamptz not null default now()
);
alter table sign_in enable row level security;
alter table sign_in force row level security;
create policy migrations on sign_in for all to current_user using (true) with check (true);
create policy sign_in_create on sign_in for insert to sembang_app with check (true);
create policy sign_in_by_email on sign_in for select to sembang_platform using (true);
grant insert on sign_in to sembang_app;
grant select (id, email, password_hash, demo) on sign_in to sembang_platform;
