-- Where each chance to sell stands. Empty, no locks.
create table lead_stage (
    company_id uuid not null references company (id),
    id uuid not null,
    -- Of the stages every company begins with: rules find them by it. Null: the company's own.
    key text check (key in ('new', 'contacted', 'qualified', 'proposal', 'negotiation', 'won', 'lost')),
    -- Null: the usual name in the reader's language.
    name text check (length(name) between 1 and 60),
    outcome text not null check (outcome in ('open', 'won', 'lost')),
    -- How many of a hundred leads of this stage are won.
    probability smallint not null check (probability between 0 and 100),
    position int not null,
    primary key (company_id, id),
    unique (company_id, key),
    check (key is not null or name is not null)
);
call protect('lead_stage');
grant select, insert, update, delete on lead_stage to sembang_app;

create table lead (
    company_id uuid not null,
    id uuid not null,
    contact_id uuid not null,
    -- Whose it was before that contact was joined to another; null: it never was. No foreign key: a lead goes with the
    -- contact it stands under.
    own_contact_id uuid,
    stage_id uuid not null,
    -- Null while it is open.
    outcome text check (outcome in ('won', 'lost')),
    title text check (length(title) between 1 and 200),
    amount numeric(18, 4) check (amount >= 0),
    currency text check (currency ~ '^[A-Z]{3}$'),
    lost_reason text check (length(lost_reason) between 1 and 500),
    created_at timestamptz not null,
    changed_at timestamptz not null,
    closed_at timestamptz,
    primary key (company_id, id),
    foreign key (company_id, contact_id) references contact (company_id, id),
    foreign key (company_id, stage_id) references lead_stage (company_id, id),
    check ((amount is null) = (currency is null)),
    check ((outcome is null) = (closed_at is null))
);
create index lead_contact on lead (company_id, contact_id, created_at desc);
create index lead_board on lead (company_id, stage_id, changed_at desc, id desc);
call protect('lead');
create policy visible on lead as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from contact c where c.company_id = lead.company_id and c.id = lead.contact_id) end)
    with check (true);
grant select, insert, update on lead to sembang_app;

-- How a lead came to where it stands. Append-only: no role may change or delete a row.
create table lead_move (
    company_id uuid not null,
    lead_id uuid not null,
    position bigint generated always as identity,
    from_id uuid not null,
    to_id uuid not null,
    -- Null: by a rule.
    member_id uuid,
    rule text check (rule in ('answered', 'completed', 'lost', 'reopened')),
    at timestamptz not null,
    primary key (company_id, lead_id, position),
    foreign key (company_id, lead_id) references lead (company_id, id),
    foreign key (company_id, from_id) references lead_stage (company_id, id),
    foreign key (company_id, to_id) references lead_stage (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id),
    check ((member_id is null) = (rule is not null))
);
call protect('lead_move');
create policy visible on lead_move as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from lead l where l.company_id = lead_move.company_id and l.id = lead_move.lead_id) end)
    with check (true);
grant select, insert on lead_move to sembang_app;
