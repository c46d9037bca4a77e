-- The list of leads and the columns of the board begin where their order does, by the last move as by the value: without
-- these each page sorted all of them. Writes wait while the table, a row for each chance to sell, is read three times.
create index lead_moved on lead (company_id, changed_at desc, id desc);
create index lead_amount on lead (company_id, coalesce(amount, -1) desc, id desc);
create index lead_stage_amount on lead (company_id, stage_id, coalesce(amount, -1) desc, id desc);
