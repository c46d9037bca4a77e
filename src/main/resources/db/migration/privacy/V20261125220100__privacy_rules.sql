-- What a company promises: how long it keeps what, who answers for it, and what its customers can read about it. Empty, no
-- locks.
create table retention_policy (
    company_id uuid not null references company,
    message_months int check (message_months between 1 and 120),
    media_months int check (media_months between 1 and 120),
    contact_months int check (contact_months between 1 and 120),
    -- Less than a year would take away the answer to 'who was affected'.
    activity_months int check (activity_months between 12 and 120),
    updated_at timestamptz not null,
    primary key (company_id)
);
call protect('retention_policy');
grant select, insert, update on retention_policy to sembang_app;
-- The nightly job asks once for all companies which of them have rules.
grant select (company_id) on retention_policy to sembang_platform;
create policy rules on retention_policy for select to sembang_platform using (true);

create table privacy_notice (
    company_id uuid not null references company,
    officer_name text check (length(officer_name) <= 200),
    officer_email text check (length(officer_email) <= 254),
    officer_phone text check (length(officer_phone) <= 30),
    -- {"en": "…", "ms": "…"}
    texts jsonb not null default '{}' check (jsonb_typeof(texts) = 'object'),
    updated_at timestamptz not null,
    primary key (company_id)
);
call protect('privacy_notice');
grant select, insert, update on privacy_notice to sembang_app;

-- What a contact agreed to or took back. Rows are added and read, never changed: the newest of a purpose counts.
create table consent (
    company_id uuid not null references company,
    id uuid not null,
    contact_id uuid not null,
    purpose text not null check (purpose ~ '^[a-z][a-z_]{0,59}$'),
    -- Null: all channels.
    channel text check (channel in ('whatsapp', 'telegram', 'messenger', 'instagram', 'webchat')),
    granted boolean not null,
    at timestamptz not null,
    recorded_by uuid not null,
    recorded_at timestamptz not null,
    evidence text not null check (length(evidence) between 1 and 500),
    primary key (company_id, id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, recorded_by) references member (company_id, id)
);
create index consent_contact on consent (company_id, contact_id, id);
call protect('consent');
create policy visible on consent as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from contact c where c.company_id = consent.company_id and c.id = consent.contact_id) end)
    with check (true);
grant select, insert on consent to sembang_app;

-- Which message went to which provider of a language model, and where that is. The message may be erased later; this row
-- holds nothing of it and stays: no foreign key.
create table processing_record (
    company_id uuid not null references company,
    id uuid not null,
    message_id uuid not null,
    provider text not null check (length(provider) between 1 and 100),
    model text not null check (length(model) between 1 and 200),
    country text not null check (country ~ '^[A-Z]{2}$'),
    purpose text not null check (purpose ~ '^[a-z][a-z_]{0,59}$'),
    at timestamptz not null,
    primary key (company_id, id)
);
create index processing_record_message on processing_record (company_id, message_id);
call protect('processing_record');
create policy visible on processing_record as restrictive for all to sembang_app using (app_scope() = 'company') with check (true);
grant select, insert on processing_record to sembang_app;
