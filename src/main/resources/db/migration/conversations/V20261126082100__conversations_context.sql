-- What a message stands in: the one it answers, that it was passed on, the advertisement it came from. Null for most.
-- What staff wrote in a vendor's own app is the company's, and no member is known. Columns without a default rewrite
-- nothing; the new check reads the table once under its lock, which is short while the table is small.
alter table message
    add column context jsonb,
    drop constraint message_check1,
    add constraint message_member check (member_id is null or author = 'member');

-- One person's mark on a message. Taken back it stays without a sign, so that a copy that comes late does not bring it
-- back. Empty, no locks.
create table message_reaction (
    company_id uuid not null,
    message_id uuid not null,
    -- The contact's identity, or the member.
    person_id uuid not null,
    author text not null check (author in ('contact', 'member')),
    emoji text check (length(emoji) between 1 and 40),
    -- By the channel's clock.
    at timestamptz not null,
    primary key (company_id, message_id, person_id),
    foreign key (company_id, message_id) references message (company_id, id)
);
call protect('message_reaction');
create policy visible on message_reaction as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from message m where m.company_id = message_reaction.company_id and m.id = message_reaction.message_id) end)
    with check (true);
grant select, insert, update on message_reaction to sembang_app;
