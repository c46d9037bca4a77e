-- Whom the company does not want to hear any more. The contact's row says since when, by whom and why; each identity
-- repeats it, because whoever receives a message locks that row and reads there what a transaction that was faster has
-- decided. Columns without values: each table is locked for a moment.
alter table contact
    add column blocked_at timestamptz,
    add column blocked_by uuid,
    add column block_reason text check (length(block_reason) between 1 and 500),
    add foreign key (company_id, blocked_by) references member (company_id, id),
    add check (blocked_at is not null or (blocked_by is null and block_reason is null));
alter table contact_identity
    add column blocked boolean not null default false;
