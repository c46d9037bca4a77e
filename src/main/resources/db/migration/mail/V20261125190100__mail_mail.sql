-- A mail to somebody, kept before it is sent. Empty, no locks. Its text may hold a link that lets one in: it is sealed, and
-- removed once the mail is sent or given up.
create table mail (
    company_id uuid not null references company,
    id uuid not null,
    recipient text not null check (length(recipient) between 3 and 254),
    language text not null check (language in ('en', 'ms', 'zh', 'ta')),
    subject text not null check (length(subject) between 1 and 500),
    sealed_body text,
    -- 'kept': the demo shows it, no mail server is there.
    state text not null check (state in ('queued', 'sent', 'failed', 'kept')),
    tries int not null default 0,
    problem text,
    created_at timestamptz not null,
    primary key (company_id, id),
    check ((state in ('queued', 'kept')) = (sealed_body is not null))
);
create index mail_recipient on mail (company_id, recipient, created_at);
create index mail_created_at on mail using brin (created_at);
call protect('mail');
grant select, insert, update on mail to sembang_app;
grant select (company_id, id, created_at), delete on mail to sembang_platform;
create policy retention on mail for all to sembang_platform using (created_at < now() - interval '30 days');
