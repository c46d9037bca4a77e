-- Whose language models a company asks, and what was asked. Empty, no locks. Keys are sealed by the application before
-- they come here; nothing here holds a word of what was said.
create table model_provider (
    company_id uuid not null references company (id),
    -- 1 is asked first, 2 where the first fails.
    rank smallint not null check (rank in (1, 2)),
    kind text not null check (kind in ('anthropic', 'openai', 'compatible', 'ollama')),
    -- Null: the vendor's own address.
    base_url text check (length(base_url) <= 500),
    model text not null check (length(model) between 1 and 200),
    -- Null: the platform's key, or none.
    sealed_key text,
    -- What is shown of the key.
    key_end text not null default '' check (length(key_end) <= 4),
    enabled boolean not null,
    -- US dollars.
    monthly_budget numeric(14, 2) check (monthly_budget > 0),
    daily_tokens bigint check (daily_tokens > 0),
    state text not null check (state in ('untested', 'working', 'error')),
    last_error text check (length(last_error) <= 1000),
    last_error_at timestamptz,
    changed_at timestamptz not null,
    primary key (company_id, rank),
    check (base_url is not null or kind in ('anthropic', 'openai'))
);
call protect('model_provider');
grant select, insert, update, delete on model_provider to sembang_app;

-- One row for each call that was made. Append-only: no role may change a row.
create table model_call (
    company_id uuid not null references company (id),
    id uuid not null,
    at timestamptz not null,
    purpose text not null check (purpose in ('reply', 'suggestion', 'test', 'translation')),
    -- 0: the platform's own provider.
    rank smallint not null check (rank between 0 and 2),
    provider text not null check (provider in ('anthropic', 'openai', 'compatible', 'ollama')),
    model text not null check (length(model) between 1 and 200),
    -- Neither read from the cache nor written to it.
    input_tokens int not null check (input_tokens >= 0),
    cache_read_tokens int not null check (cache_read_tokens >= 0),
    cache_write_tokens int not null check (cache_write_tokens >= 0),
    output_tokens int not null check (output_tokens >= 0),
    -- Null: nobody told us the model's price.
    cost_usd numeric(14, 6) check (cost_usd >= 0),
    took_ms int not null check (took_ms >= 0),
    outcome text not null check (outcome in (
        'answered', 'declined', 'busy', 'overloaded', 'denied', 'no_model', 'invalid', 'unreachable', 'broken',
        'timed_out')),
    primary key (company_id, id)
);
create index model_call_at on model_call (company_id, at);
call protect('model_call');
grant select, insert on model_call to sembang_app;

-- The sums budgets are checked by. `part` spreads one day over rows, so that calls do not wait for each other.
create table model_usage (
    company_id uuid not null references company (id),
    day date not null,
    rank smallint not null check (rank between 0 and 2),
    part smallint not null,
    tokens bigint not null check (tokens >= 0),
    cost_usd numeric(14, 6) not null check (cost_usd >= 0),
    primary key (company_id, day, rank, part)
);
call protect('model_usage');
grant select, insert, update on model_usage to sembang_app;
