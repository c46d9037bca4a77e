-- A product may come in variants, such as sizes: each is a product of its own that names the one it is a variant of. A
-- short lock; the new columns are empty.
alter table product
    add column variant_of uuid check (variant_of <> id),
    -- What tells it from the other variants, [{"name", "value"}]; empty where it is none.
    add column options jsonb not null default '[]' check (jsonb_typeof(options) = 'array'),
    add foreign key (company_id, variant_of) references product (company_id, id),
    add check ((variant_of is null) = (options = '[]'));
-- No two variants of a product are called the same.
create unique index product_variant on product (company_id, variant_of, sort_key) where variant_of is not null;
-- A row of a product's variant may be met twice by one import: with its product, and by itself.
grant update on product_import_row to sembang_app;
-- Products as they were before an import, which are read when it is taken back; a few thousand rows at most.
update product_import_row set before = before || '{"variants": 0, "options": []}' where before is not null;
