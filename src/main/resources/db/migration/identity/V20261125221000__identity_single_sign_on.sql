-- People of a company come in by its own identity provider. Small tables, locked for a moment.
create table single_sign_on (
    company_id uuid primary key references company,
    kind text not null check (kind in ('oidc')),
    -- The provider's name of itself.
    issuer text not null check (length(issuer) between 1 and 1000),
    client_id text not null check (length(client_id) between 1 and 500),
    -- Sealed.
    client_secret text,
    domains text[] not null default '{}',
    create_users boolean not null default false,
    required boolean not null default false,
    -- The company vouches that its provider asks for a second factor.
    two_factor boolean not null default false,
    updated_at timestamptz not null,
    check (not create_users or cardinality(domains) > 0)
);
call protect('single_sign_on');
grant select, insert, update, delete on single_sign_on to sembang_app;

-- A browser on its way to the provider and back. It counts once; only hashes are kept.
create table sign_in_flow (
    company_id uuid not null references company,
    id uuid not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    browser_hash bytea not null check (length(browser_hash) = 32),
    expires_at timestamptz not null,
    primary key (company_id, id)
);
call protect('sign_in_flow');
grant select, insert, delete on sign_in_flow to sembang_app;

-- What the session was begun with. One of single sign-on stays in its company.
alter table session add column proof text not null default 'password'
    check (proof in ('password', 'passkey', 'firebase', 'single_sign_on'));
