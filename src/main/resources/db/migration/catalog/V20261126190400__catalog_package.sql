-- Products sold together, in one or several tiers. Empty, no locks.
create table package (
    company_id uuid not null references company,
    id uuid not null,
    name text not null check (length(name) between 1 and 200),
    -- The name as lists are sorted by it.
    sort_key text collate "C" not null,
    sku text check (length(sku) between 1 and 60),
    -- The number as it is told apart: without case and width.
    sku_key text,
    description text check (length(description) <= 4000),
    link text check (length(link) <= 500),
    archived_at timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (company_id, id),
    unique (company_id, sku_key),
    check ((sku is null) = (sku_key is null))
);
create index package_name on package (company_id, sort_key, id);
call protect('package');
grant select, insert, update on package to sembang_app;

-- Such as Basic, Standard, Premium.
create table package_tier (
    company_id uuid not null,
    package_id uuid not null,
    position int not null,
    name text not null check (length(name) between 1 and 60),
    pricing text not null check (pricing in ('parts', 'price', 'percent', 'amount')),
    -- What it costs, how many percent less, or how much less, as `pricing` says; null: what the parts cost.
    value numeric(18, 4) check (value >= 0),
    primary key (company_id, package_id, position),
    foreign key (company_id, package_id) references package (company_id, id),
    check ((pricing = 'parts') = (value is null)),
    check (pricing <> 'percent' or value <= 100)
);
call protect('package_tier');
grant select, insert, delete on package_tier to sembang_app;

create table package_part (
    company_id uuid not null,
    package_id uuid not null,
    tier int not null,
    position int not null,
    product_id uuid not null,
    quantity int not null check (quantity between 1 and 10000),
    primary key (company_id, package_id, tier, position),
    unique (company_id, package_id, tier, product_id),
    foreign key (company_id, package_id, tier) references package_tier (company_id, package_id, position) on delete cascade,
    foreign key (company_id, product_id) references product (company_id, id)
);
create index package_part_product on package_part (company_id, product_id);
call protect('package_part');
grant select, insert on package_part to sembang_app;
