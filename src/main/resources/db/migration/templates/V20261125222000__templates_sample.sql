-- Templates to try the product with, and templates that are no longer there for anybody but past answers. Only the catalog
-- changes.
alter table template
    add column sample boolean not null default false,
    add column removed_at timestamptz;
