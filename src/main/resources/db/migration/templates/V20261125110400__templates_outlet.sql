-- A company may use a template at one of its outlets only. A short lock on a small table.
alter table template_selection
    add column outlet_id uuid,
    add foreign key (company_id, outlet_id) references outlet (company_id, id);
