-- Products from files: how far each import has come, what it found wrong, and what every row changed, so that it can go
-- on after a crash and be taken back. Empty; the foreign keys of prices and movements are checked again, which reads the
-- two tables once.
create table product_import (
    company_id uuid not null references company (id),
    id uuid not null,
    file_name text check (length(file_name) <= 200),
    -- The file itself, until it has been taken in.
    file bytea,
    status text not null check (status in ('running', 'done', 'undoing', 'undone')),
    rows int not null,
    -- Rows that have been looked at.
    done int not null default 0,
    created int not null default 0,
    updated int not null default 0,
    unchanged int not null default 0,
    wrong int not null default 0,
    -- The first hundred.
    errors jsonb not null default '[]' check (jsonb_typeof(errors) = 'array'),
    -- Products somebody has changed since, which taking it back left alone.
    kept int not null default 0,
    at timestamptz not null,
    member_id uuid not null,
    finished_at timestamptz,
    undone_at timestamptz,
    primary key (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id)
);
call protect('product_import');
grant select, insert, update on product_import to sembang_app;

create table product_import_row (
    company_id uuid not null,
    import_id uuid not null,
    product_id uuid not null,
    -- The product as it was; null: the import made it.
    before jsonb,
    -- The price and the stock it wrote; null: none.
    amount numeric(18, 4),
    stock int,
    written_at timestamptz not null,
    primary key (company_id, import_id, product_id),
    foreign key (company_id, import_id) references product_import (company_id, id),
    foreign key (company_id, product_id) references product (company_id, id) on delete cascade
);
create index product_import_row_product on product_import_row (company_id, product_id);
call protect('product_import_row');
grant select, insert, delete on product_import_row to sembang_app;

-- A product that an import made by mistake goes with its first price and stock; nothing else removes one.
alter table product_price
    drop constraint product_price_company_id_product_id_fkey,
    add foreign key (company_id, product_id) references product (company_id, id) on delete cascade;
alter table stock_movement
    drop constraint stock_movement_company_id_product_id_fkey,
    add foreign key (company_id, product_id) references product (company_id, id) on delete cascade;
grant delete on product to sembang_app;
