-- What a contact writes about advertising: by which of the contact's identities and in which message. A record that was
-- mistaken is taken back by another one. Columns without a default rewrite nothing; the keys are checked on empty columns.
alter table consent
    add column identity_id uuid,
    -- No foreign key: the message may be erased, the proof stays.
    add column conversation_id uuid,
    add column message_id uuid,
    -- The mistaken record; this one says nothing else.
    add column takes_back uuid check (takes_back <> id),
    add check ((conversation_id is null) = (message_id is null)),
    add foreign key (company_id, identity_id) references contact_identity (company_id, id),
    add foreign key (company_id, takes_back) references consent (company_id, id);
create index consent_identity on consent (company_id, identity_id, id) where identity_id is not null;
create unique index consent_takes_back on consent (company_id, takes_back) where takes_back is not null;

-- Each word about advertising that counts, and of whom: an identity's goes with the identity, another stays with whoever
-- the contact was joined to. The newest of a person and channel decides; without a channel it is about all.
create view contact_marketing with (security_invoker) as
    select said.company_id, person.id as contact_id, said.channel, said.granted, said.id
      from consent said
      left join contact_identity identity on identity.company_id = said.company_id and identity.id = said.identity_id
     cross join lateral (
        with recursive above (id, next) as (
            select id, merged_into from contact
             where company_id = said.company_id and id = coalesce(identity.contact_id, said.contact_id)
            union all
            select contact.id, contact.merged_into
              from contact join above on contact.company_id = said.company_id and contact.id = above.next)
        select id from above where next is null) person
     where said.purpose = 'marketing'
       and said.takes_back is null
       and not exists (select from consent other
                        where other.company_id = said.company_id and other.takes_back = said.id);
grant select on contact_marketing to sembang_app;
