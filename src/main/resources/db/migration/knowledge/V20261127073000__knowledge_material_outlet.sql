-- A document may hold for one outlet only. A short lock; the new column is empty.
alter table material
    -- Null: it holds for every outlet.
    add column outlet_id uuid,
    add foreign key (company_id, outlet_id) references outlet (company_id, id);
create index material_outlet on material (company_id, outlet_id) where outlet_id is not null;
