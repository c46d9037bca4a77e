-- What a company wants to know of every product; what it knows stands with the product. Empty, no locks but for the new
-- column, which PostgreSQL adds without writing the table.
create table product_field (
    company_id uuid not null references company (id),
    id uuid not null,
    name text not null check (length(name) between 1 and 60),
    name_key text not null,
    kind text not null check (kind in ('text', 'number', 'date', 'choice', 'yes_no', 'money')),
    -- Of a choice; else none.
    choices text[] not null default '{}',
    -- The order in which people see them.
    position int not null,
    primary key (company_id, id),
    unique (company_id, name_key)
);
call protect('product_field');
grant select, insert, update, delete on product_field to sembang_app;

-- By field, each value in one form for its kind, as with contacts. One of a field that is gone is told to nobody.
alter table product add column fields jsonb not null default '{}' check (jsonb_typeof(fields) = 'object');
