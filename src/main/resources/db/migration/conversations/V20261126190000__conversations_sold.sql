-- What a conversation sold: products with quantities and the prices of then, in place of bare names. A column without a
-- default rewrites nothing; the few rows that ended in a sale are written once. `products_sold` is written no more and
-- goes with a later version.
alter table conversation add column sold jsonb check (jsonb_typeof(sold) = 'array');
update conversation
   set sold = (select jsonb_agg(jsonb_build_object('name', left(name, 200), 'quantity', 1)) from unnest(products_sold) as name)
 where products_sold <> '{}';
