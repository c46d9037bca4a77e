-- A won lead names the sale that won it, and a contact has one open lead. Short locks on `lead`, which is read and
-- written a few times.
alter table lead
    -- The sale that won it. No foreign key: a lead does not go with a conversation that grew old.
    add column sale_id uuid,
    -- Open beside another one of the same contact: since before there was one only, or because its sale was taken back.
    add column beside boolean not null default false;

update lead
   set sale_id = fits.sale_id
  from (select distinct on (company_id, lead_id) *
          from (select distinct on (sale.company_id, sale.id) sale.company_id, sale.id as sale_id, lead.id as lead_id
                  from lead
                  join sale on sale.company_id = lead.company_id and sale.contact_id = lead.contact_id
                   and sale.reversed_at is null
                   and sale.at between lead.closed_at - interval '1 minute' and lead.closed_at + interval '1 minute'
                 where lead.outcome = 'won'
                 order by sale.company_id, sale.id, abs(extract(epoch from sale.at - lead.closed_at)), lead.id) nearest
         order by company_id, lead_id, sale_id) fits
 where lead.company_id = fits.company_id and lead.id = fits.lead_id;

-- What people moved to won by hand, with what it brought, stays in the accounts: as a sale of who moved it.
insert into sale (company_id, id, contact_id, own_contact_id, member_id, at, amount, currency, evidence)
select lead.company_id, lead.id, lead.contact_id, lead.own_contact_id, last.member_id, lead.closed_at, lead.amount,
       lead.currency, 'member'
  from lead
 cross join lateral (
       select member_id from lead_move
        where lead_move.company_id = lead.company_id and lead_move.lead_id = lead.id
        order by position desc
        limit 1) last
 where lead.outcome = 'won' and lead.sale_id is null and lead.amount is not null and last.member_id is not null;
update lead
   set sale_id = id
 where outcome = 'won' and sale_id is null
   and exists (select from sale where sale.company_id = lead.company_id and sale.id = lead.id);
create unique index lead_sale on lead (company_id, sale_id) where sale_id is not null;

update lead
   set beside = true
 where outcome is null
   and exists (select from lead newer
                where newer.company_id = lead.company_id and newer.outcome is null
                  and coalesce(newer.own_contact_id, newer.contact_id) = coalesce(lead.own_contact_id, lead.contact_id)
                  and newer.id > lead.id);
create unique index lead_open on lead (company_id, coalesce(own_contact_id, contact_id))
    where outcome is null and not beside;
