-- What was sold. A sale is taken back, never removed; what stands has a conversation only once. Empty, no locks.
create table sale (
    company_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    -- Who sold it.
    member_id uuid not null,
    at timestamptz not null,
    -- What was paid in all, whatever the lines add up to.
    amount numeric(18, 4) not null check (amount >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    payment_method text check (length(payment_method) <= 100),
    evidence text not null check (evidence in ('member', 'payment')),
    reversed_at timestamptz,
    reversed_by uuid,
    primary key (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id),
    foreign key (company_id, reversed_by) references member (company_id, id),
    check ((reversed_at is null) = (reversed_by is null))
);
create unique index sale_standing on sale (company_id, conversation_id) where reversed_at is null;
create index sale_conversation on sale (company_id, conversation_id, id desc);
create index sale_time on sale (company_id, at) where reversed_at is null;
call protect('sale');
create policy visible on sale as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = sale.company_id and c.id = sale.conversation_id) end)
    with check (true);
grant select, insert, update on sale to sembang_app;

-- Append-only: no role may change a row.
create table sale_line (
    company_id uuid not null,
    sale_id uuid not null,
    position int not null,
    product_id uuid not null,
    -- As it was called then.
    name text not null check (length(name) between 1 and 200),
    quantity int not null check (quantity > 0),
    -- Of one, as it was then; null: on request.
    price numeric(18, 4) check (price >= 0),
    currency text check (currency ~ '^[A-Z]{3}$'),
    primary key (company_id, sale_id, position),
    foreign key (company_id, sale_id) references sale (company_id, id),
    foreign key (company_id, product_id) references product (company_id, id),
    check ((price is null) = (currency is null))
);
create index sale_line_product on sale_line (company_id, product_id);
call protect('sale_line');
create policy visible on sale_line as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from sale s where s.company_id = sale_line.company_id and s.id = sale_line.sale_id) end)
    with check (true);
grant select, insert on sale_line to sembang_app;
