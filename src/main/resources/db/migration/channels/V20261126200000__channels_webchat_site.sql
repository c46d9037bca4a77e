-- How the chat of a website looks and what it asks of its visitors: one row for each site that has been set up, and
-- its texts by language. A handful of rows a company; no lock.
create table webchat_site (
    company_id uuid not null,
    channel_account_id uuid not null,
    -- Null: the account's name.
    title text check (length(title) between 1 and 80),
    color text check (color ~ '^#[0-9a-f]{6}$'),
    side text not null default 'end' check (side in ('start', 'end')),
    -- For visitors whose page and browser speak none of ours.
    language text check (language in ('en', 'ms', 'zh', 'ta')),
    ask_name text not null default 'off' check (ask_name in ('off', 'optional', 'required')),
    ask_email text not null default 'off' check (ask_email in ('off', 'optional', 'required')),
    ask_phone text not null default 'off' check (ask_phone in ('off', 'optional', 'required')),
    rating boolean not null default false,
    identity_verification text not null default 'off' check (identity_verification in ('off', 'optional', 'required')),
    -- Sealed; `identity_secret_end` is what is shown of it.
    identity_secret text,
    identity_secret_end text check (length(identity_secret_end) = 4),
    previous_identity_secret text,
    previous_identity_secret_until timestamptz,
    primary key (company_id, channel_account_id),
    foreign key (company_id, channel_account_id) references channel_account (company_id, id),
    check (identity_verification = 'off' or identity_secret is not null),
    check ((identity_secret is null) = (identity_secret_end is null)),
    check ((previous_identity_secret is null) = (previous_identity_secret_until is null))
);
call protect('webchat_site');
grant select, insert, update on webchat_site to sembang_app;

create table webchat_site_text (
    company_id uuid not null,
    channel_account_id uuid not null,
    language text not null check (language in ('en', 'ms', 'zh', 'ta')),
    greeting text check (length(greeting) between 1 and 200),
    launcher_label text check (length(launcher_label) between 1 and 40),
    consent text check (length(consent) between 1 and 300),
    primary key (company_id, channel_account_id, language),
    foreign key (company_id, channel_account_id) references webchat_site (company_id, channel_account_id),
    check (coalesce(greeting, launcher_label, consent) is not null)
);
call protect('webchat_site_text');
grant select, insert, delete on webchat_site_text to sembang_app;
