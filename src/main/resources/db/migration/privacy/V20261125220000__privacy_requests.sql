-- What people ask for: a copy of what is kept of them, or that it goes. Empty, no locks.
create table data_export (
    company_id uuid not null references company,
    id uuid not null,
    -- Null: the whole company.
    contact_id uuid,
    requested_by uuid not null,
    requested_at timestamptz not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'ready', 'downloaded', 'expired', 'failed')),
    -- How far it is: tables written, of how many.
    tables_done int not null default 0,
    tables_all int,
    -- No foreign key: the file goes first, then this.
    media_id uuid,
    size bigint,
    expires_at timestamptz,
    downloaded_at timestamptz,
    primary key (company_id, id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, requested_by) references member (company_id, id),
    check ((state = 'ready') <= (media_id is not null and expires_at is not null))
);
create index data_export_contact on data_export (company_id, contact_id) where contact_id is not null;
call protect('data_export');
create policy visible on data_export as restrictive for all to sembang_app using (app_scope() = 'company') with check (true);
grant select, insert, update on data_export to sembang_app;

-- The contact's row is gone or without a name afterwards: no foreign key. A ground instead of words, so that the proof
-- itself holds nothing of the person.
create table contact_erasure (
    company_id uuid not null references company,
    contact_id uuid not null,
    ground text not null check (ground in ('requested', 'consent_withdrawn', 'no_longer_needed', 'unlawful', 'legal_duty', 'retention')),
    -- Null: the company's own retention rule.
    requested_by uuid,
    requested_at timestamptz not null,
    finished_at timestamptz,
    -- By place: how many there were, how many are there now, how many of those are kept for a reason.
    counts jsonb not null default '[]' check (jsonb_typeof(counts) = 'array'),
    primary key (company_id, contact_id),
    foreign key (company_id, requested_by) references member (company_id, id)
);
create index contact_erasure_unfinished on contact_erasure (company_id) where finished_at is null;
call protect('contact_erasure');
create policy visible on contact_erasure as restrictive for all to sembang_app using (app_scope() = 'company') with check (true);
grant select, insert, update on contact_erasure to sembang_app;
