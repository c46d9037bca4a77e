-- A conversation belongs to the outlet its channel account belonged to when it began. The column is added without a
-- rewrite; the foreign key and the index are made on a table that is small yet.
alter table conversation
    add column outlet_id uuid,
    add foreign key (company_id, outlet_id) references outlet (company_id, id);
create index conversation_outlet on conversation (company_id, outlet_id, last_activity_at desc, id desc) where outlet_id is not null;
