-- A company's identity provider may speak SAML 2.0. Small tables, locked for a moment.
alter table single_sign_on
    drop constraint single_sign_on_kind_check,
    alter column client_id drop not null,
    -- Where browsers are sent to.
    add column sign_on_url text check (length(sign_on_url) between 1 and 1000),
    -- Whose signatures count: X.509, base64.
    add column certificates text[] not null default '{}',
    add constraint single_sign_on_kind_check check (
        case kind
            when 'oidc' then client_id is not null and sign_on_url is null and certificates = '{}'
            when 'saml' then client_id is null and client_secret is null and sign_on_url is not null
                and cardinality(certificates) between 1 and 10
            else false
        end);

-- Whom a provider has named to us before the browser is known to be the one that set out: SAML's answer comes from the
-- provider's own page, with which browsers send no cookie. A way is answered once.
alter table sign_in_flow
    add column arrived_email text,
    add column arrived_name text,
    add check (arrived_email is not null or arrived_name is null);
grant update (arrived_email, arrived_name) on sign_in_flow to sembang_app;
