-- A sale says whom to and how it came about, and needs no conversation: a lead may be won without one. Short locks on
-- `sale`, which is read and written once.
alter table sale
    alter column conversation_id drop not null,
    add column contact_id uuid,
    -- Whose it was before that contact was joined to another; null: it never was. No foreign key: it goes with the
    -- contact it stands under.
    add column own_contact_id uuid,
    add column notes text check (length(notes) between 1 and 5000);
update sale
   set contact_id = conversation.contact_id, own_contact_id = nullif(identity.own_contact_id, conversation.contact_id),
       notes = case when sale.reversed_at is null then nullif(left(conversation.completion_notes, 5000), '') end
  from conversation
  join contact_identity identity
    on identity.company_id = conversation.company_id and identity.id = conversation.contact_identity_id
 where conversation.company_id = sale.company_id and conversation.id = sale.conversation_id;
alter table sale
    alter column contact_id set not null,
    add foreign key (company_id, contact_id) references contact (company_id, id);
create index sale_contact on sale (company_id, contact_id, at desc, id desc);
drop policy visible on sale;
create policy visible on sale as restrictive for all to sembang_app
    using (case
        when app_scope() = 'company' then true
        when conversation_id is null then
            exists (select from contact c where c.company_id = sale.company_id and c.id = sale.contact_id)
        else exists (select from conversation c where c.company_id = sale.company_id and c.id = sale.conversation_id) end)
    with check (true);
