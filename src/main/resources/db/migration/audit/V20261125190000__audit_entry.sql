-- Who changed a setting, a credential, a right, or took data out: when, from where, and what it was before. Empty, no
-- locks. Rows are added and read, never changed; each row's hash covers the one before it.
create table audit_entry (
    company_id uuid not null references company,
    position bigint not null check (position > 0),
    -- To the microsecond, as the hash has it.
    at timestamptz not null,
    kind text not null check (kind ~ '^[a-z][a-z_]{0,59}$'),
    -- Null: the product itself. Not always a member of this company: the platform's people act on it too.
    member_id uuid,
    -- The key the member's program came with.
    api_key_id uuid,
    ip text check (length(ip) <= 45),
    user_agent text check (length(user_agent) <= 400),
    -- What was changed: an id, or a name such as 'settings'.
    subject text check (length(subject) <= 200),
    -- As text, not as jsonb: the hash is over these very characters.
    before text not null,
    after text not null,
    previous_hash text not null check (length(previous_hash) = 64),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    primary key (company_id, position)
);
create index audit_entry_kind on audit_entry (company_id, kind, position);
create index audit_entry_member on audit_entry (company_id, member_id, position);
call protect('audit_entry');
grant select, insert on audit_entry to sembang_app;

-- Where a company's chain ends. Its row is the lock that orders the entries, and it shows when the last ones are taken
-- away. Nothing on the path of a message touches it.
create table audit_head (
    company_id uuid not null references company,
    position bigint not null check (position >= 0),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    primary key (company_id)
);
call protect('audit_head');
grant select, insert, update on audit_head to sembang_app;
