-- What a company said of its first steps; whether a step is done is seen from what it set up. Empty, no locks.
create table onboarding (
    company_id uuid primary key references company,
    skipped text[] not null default '{}' check (skipped <@ '{company,answers,channel,team}'),
    -- When an admin said that the set-up is over.
    completed_at timestamptz
);
call protect('onboarding');
grant select, insert, update on onboarding to sembang_app;
