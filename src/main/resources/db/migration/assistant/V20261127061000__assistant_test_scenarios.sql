-- What customers typically say, kept to be asked again of every version. Empty, no locks.
create table test_scenario (
    company_id uuid not null references company,
    id uuid not null,
    name text not null check (length(name) between 1 and 120),
    customer_type text not null
        check (customer_type in ('first_time', 'regular', 'bargainer', 'hurried', 'undecided', 'unhappy', 'trickster')),
    -- Who said what, the oldest first; the last is the customer's.
    talk jsonb not null check (jsonb_typeof(talk) = 'array' and jsonb_array_length(talk) between 1 and 30),
    language text check (language in ('en', 'ms', 'zh', 'ta')),
    expectations jsonb not null check (jsonb_typeof(expectations) = 'array'),
    -- Of which it is one of those the product brings along.
    starter text,
    -- The talk it was taken from: it goes when that is erased, with all that was ever answered to it.
    conversation_id uuid,
    made_by uuid,
    changed_at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id) on delete cascade
);
create unique index test_scenario_name on test_scenario (company_id, lower(name));
create unique index test_scenario_starter on test_scenario (company_id, starter) where starter is not null;
create index test_scenario_conversation on test_scenario (company_id, conversation_id) where conversation_id is not null;
call protect('test_scenario');
create policy visible on test_scenario as restrictive for all to sembang_app using (app_scope() = 'company') with check (true);
grant select, insert, update, delete on test_scenario to sembang_app;

-- Scenarios asked of one version, one after the other. How far it has come is counted from `model_test`.
create table test_run (
    company_id uuid not null,
    id uuid not null,
    model_version_id uuid not null,
    scenario_ids uuid[] not null check (cardinality(scenario_ids) between 1 and 300),
    state text not null check (state in ('running', 'done', 'stopped')),
    made_by uuid,
    started_at timestamptz not null,
    ended_at timestamptz,
    primary key (company_id, id),
    foreign key (company_id, model_version_id) references model_version (company_id, id) on delete cascade,
    check ((state = 'running') = (ended_at is null))
);
create unique index test_run_running on test_run (company_id, model_version_id) where state = 'running';
create index test_run_newest on test_run (company_id, started_at desc, id desc);
create index test_run_version on test_run (company_id, model_version_id);
call protect('test_run');
create policy visible on test_run as restrictive for all to sembang_app using (app_scope() = 'company') with check (true);
grant select, insert, update on test_run to sembang_app;
grant delete on test_run to sembang_app;

alter table model_test
    -- What was said before the message.
    add before jsonb check (jsonb_typeof(before) = 'array'),
    add run_id uuid,
    add scenario_id uuid,
    -- What a person thinks of the answer, whatever the rules said.
    add verdict text check (verdict in ('passed', 'failed')),
    add verdict_note text check (length(verdict_note) <= 1000),
    add verdict_by uuid,
    add verdict_at timestamptz,
    add foreign key (company_id, run_id) references test_run (company_id, id) on delete cascade,
    add foreign key (company_id, scenario_id) references test_scenario (company_id, id) on delete cascade,
    add check ((run_id is null) = (scenario_id is null)),
    add check ((verdict is null) = (verdict_at is null));
create unique index model_test_of_run on model_test (company_id, run_id, scenario_id) where run_id is not null;
create index model_test_scenario on model_test (company_id, scenario_id) where scenario_id is not null;
create policy visible on model_test as restrictive for all to sembang_app
    using (app_scope() = 'company' or run_id is null) with check (true);
grant update (verdict, verdict_note, verdict_by, verdict_at) on model_test to sembang_app;
