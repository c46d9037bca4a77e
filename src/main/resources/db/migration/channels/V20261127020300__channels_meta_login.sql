-- An admin who connects accounts by the vendor's own dialog: the row's id is the dialog's state. It holds what may be
-- chosen from, sealed, until the choice is made, and is gone within the hour. Empty, no locks.
create table meta_login (
    company_id uuid not null,
    id uuid not null,
    member_id uuid not null,
    channel text not null check (channel in ('whatsapp', 'messenger', 'instagram')),
    -- The vendor's code may be shown once.
    code_used boolean not null default false,
    assets text,
    expires_at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id)
);
call protect('meta_login');
grant select, insert, update, delete on meta_login to sembang_app;
