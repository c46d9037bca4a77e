-- Signing in with a code of an authenticator app. Small tables, locked for a moment. Seeds are sealed; of backup codes only
-- keyed hashes are kept.
alter table sign_in
    add column totp_seed text,
    -- Shown to be set up and not yet proven.
    add column totp_pending text,
    -- The newest half-minute a code was taken for: a code counts once.
    add column totp_step bigint not null default 0,
    add column backup_codes bytea[] not null default '{}';
grant select (totp_seed, totp_pending, totp_step, backup_codes), update (totp_seed, totp_pending, totp_step, backup_codes)
    on sign_in to sembang_platform;

-- Whether the session was begun with a second factor.
alter table session add column two_factor boolean not null default false;

create table security_policy (
    company_id uuid primary key references company,
    two_factor_required boolean not null default false
);
call protect('security_policy');
grant select, insert, update on security_policy to sembang_app;
