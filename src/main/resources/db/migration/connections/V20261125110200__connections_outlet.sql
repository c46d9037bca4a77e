-- A channel account may belong to an outlet. A short lock on a small table.
alter table channel_account
    add column outlet_id uuid,
    add foreign key (company_id, outlet_id) references outlet (company_id, id);
