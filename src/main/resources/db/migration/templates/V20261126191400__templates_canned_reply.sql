-- Texts people send again and again, in several languages: the company's, and each member's own. Empty, no locks.
create table canned_reply (
    company_id uuid not null references company,
    id uuid not null,
    -- Whose own it is; null: the company's.
    owner_id uuid,
    title text not null check (length(title) between 1 and 100),
    -- What is typed after the slash.
    shortcut text not null check (shortcut ~ '^[a-z0-9_-]{1,40}$'),
    -- {"en": "…", "ms": "…"}
    texts jsonb not null check (jsonb_typeof(texts) = 'object' and texts <> '{}'),
    updated_at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, owner_id) references member (company_id, id)
);
create unique index canned_reply_shortcut on canned_reply (company_id, owner_id, shortcut) nulls not distinct;
call protect('canned_reply');
create policy visible on canned_reply as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true else owner_id is null or owner_id = app_member() end)
    with check (true);
grant select, insert, update, delete on canned_reply to sembang_app;
