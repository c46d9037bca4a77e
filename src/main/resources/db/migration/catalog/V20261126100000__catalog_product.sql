-- What a company sells, what it costs when, and what lies in store. Empty, no locks.
create table product (
    company_id uuid not null references company,
    id uuid not null,
    kind text not null check (kind in ('product', 'service')),
    name text not null check (length(name) between 1 and 200),
    -- The name as lists are sorted by it: folded, and in no order of the server's own.
    sort_key text collate "C" not null,
    sku text check (length(sku) between 1 and 60),
    -- The number as it is told apart: without case and width.
    sku_key text,
    category text check (length(category) between 1 and 100),
    description text check (length(description) <= 4000),
    link text check (length(link) <= 500),
    tags text[] not null default '{}',
    -- Other names, by language.
    aliases jsonb not null default '{}' check (jsonb_typeof(aliases) = 'object'),
    -- Pieces of the words it is found by. Without an index: under row-level security no operator on arrays may look at
    -- rows before the policy has, so a company's rows are read by their key either way.
    grams text[] not null default '{}',
    -- Null: not counted.
    stock int check (stock between 0 and 1000000000),
    archived_at timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (company_id, id),
    unique (company_id, sku_key),
    check ((sku is null) = (sku_key is null)),
    check (kind = 'product' or stock is null)
);
create index product_name on product (company_id, sort_key, id);
call protect('product');
grant select, insert, update on product to sembang_app;

-- What a product costs from when to when: a past moment can be looked at as it was, and a price can be planned. One
-- ends where the next begins; it is written under the lock of the product's row.
create table product_price (
    company_id uuid not null,
    product_id uuid not null,
    valid_from timestamptz not null,
    -- Null: until further notice.
    valid_to timestamptz,
    amount numeric(18, 4) not null check (amount >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- Null where the product did it by itself.
    member_id uuid,
    primary key (company_id, product_id, valid_from),
    foreign key (company_id, product_id) references product (company_id, id),
    check (valid_to > valid_from)
);
create unique index product_price_last on product_price (company_id, product_id) where valid_to is null;
call protect('product_price');
grant select, insert, update on product_price to sembang_app;

-- Why a stock rose or fell. Append-only: no role may change a row. Written under the lock of the product's row, so
-- positions rise in the order in which it happened.
create table stock_movement (
    company_id uuid not null,
    product_id uuid not null,
    position bigint generated always as identity,
    at timestamptz not null,
    reason text not null check (reason in ('opening', 'received', 'sold', 'returned', 'lost', 'counted')),
    change int not null,
    stock_after int not null check (stock_after >= 0),
    note text check (length(note) <= 500),
    -- What it belongs to, such as an order; counts once.
    reference text check (length(reference) between 1 and 100),
    member_id uuid,
    primary key (company_id, product_id, position),
    unique (company_id, product_id, reference),
    foreign key (company_id, product_id) references product (company_id, id)
);
call protect('stock_movement');
grant select, insert on stock_movement to sembang_app;
