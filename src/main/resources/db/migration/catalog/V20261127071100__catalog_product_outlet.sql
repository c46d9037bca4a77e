-- A product may be sold at one outlet only. A short lock; the new column is empty.
alter table product
    -- Null: every outlet sells it.
    add column outlet_id uuid,
    add foreign key (company_id, outlet_id) references outlet (company_id, id);
create index product_outlet on product (company_id, outlet_id) where outlet_id is not null;
