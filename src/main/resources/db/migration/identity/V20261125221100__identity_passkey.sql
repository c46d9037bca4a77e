-- Passkeys of a person, over all companies, as the password is; that is why they have no company_id. Empty, no locks.
create table passkey (
    id uuid primary key,
    sign_in_id uuid not null references sign_in on delete cascade,
    credential_id bytea not null unique check (length(credential_id) between 1 and 1023),
    public_key bytea not null,
    -- What the authenticator said when it was made; the library reads the key from it.
    attestation bytea not null check (length(attestation) <= 65536),
    -- Only rises. One that does not tells of a copy.
    sign_count bigint not null,
    transports text[] not null default '{}',
    -- May be copied by its maker's cloud to the person's other devices.
    synced boolean not null,
    name text not null check (length(name) between 1 and 100),
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index passkey_sign_in on passkey (sign_in_id);
alter table passkey enable row level security;
alter table passkey force row level security;
create policy migrations on passkey for all to current_user using (true) with check (true);
create policy passkey_by_person on passkey for all to sembang_platform using (true) with check (true);
grant select (id, sign_in_id, credential_id, public_key, attestation, sign_count, transports, synced, name, created_at, last_used_at),
      insert (id, sign_in_id, credential_id, public_key, attestation, sign_count, transports, synced, name, created_at),
      update (sign_count, name, last_used_at)
   on passkey to sembang_platform;
grant delete on passkey to sembang_platform;

-- What an authenticator is to sign, once and within minutes; of whom, where one is made.
create table passkey_challenge (
    challenge bytea primary key check (length(challenge) = 32),
    sign_in_id uuid references sign_in on delete cascade,
    expires_at timestamptz not null
);
create index passkey_challenge_expires on passkey_challenge (expires_at);
create index passkey_challenge_sign_in on passkey_challenge (sign_in_id);
alter table passkey_challenge enable row level security;
alter table passkey_challenge force row level security;
create policy migrations on passkey_challenge for all to current_user using (true) with check (true);
create policy passkey_challenge_by_person on passkey_challenge for all to sembang_platform using (true) with check (true);
grant select (challenge, sign_in_id, expires_at), insert (challenge, sign_in_id, expires_at) on passkey_challenge to sembang_platform;
grant delete on passkey_challenge to sembang_platform;
