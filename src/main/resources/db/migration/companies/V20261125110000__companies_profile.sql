-- What a company says of itself, its outlets and hours. Short locks on a small table; the new ones are empty.
alter table company
    -- ISO 3166-2; decides which public holidays are its own.
    add column state text check (state ~ '^[A-Z]{2}-[A-Z0-9]{1,3}$'),
    add column date_format text not null default 'DD/MM/YYYY'
        check (date_format in ('DD/MM/YYYY', 'MM/DD/YYYY', 'YYYY-MM-DD', 'DD-MM-YYYY', 'DD.MM.YYYY')),
    add column contact_email text check (length(contact_email) <= 254),
    add column contact_phone text check (length(contact_phone) <= 30),
    add column website text check (length(website) <= 300),
    add column address text check (length(address) <= 500),
    -- A file of the company. No foreign key: media belong to companies already, and two tables that point to each other
    -- could not be emptied one after the other.
    add column logo_id uuid,
    add column brand_voice text check (length(brand_voice) <= 4000),
    add column away_texts jsonb not null default '{}' check (jsonb_typeof(away_texts) = 'object'),
    add column closed_on_holidays boolean not null default true;
grant select (logo_id) on company to sembang_platform;

-- Short names a company had before: links with them go on leading to it, and nobody else takes them.
create table former_slug (
    company_id uuid not null references company,
    slug text not null unique,
    until timestamptz not null,
    primary key (company_id, slug)
);
call protect('former_slug');
create policy sign_in_page on former_slug for select to sembang_platform using (true);
grant select, insert, delete on former_slug to sembang_app;
grant select (company_id, slug) on former_slug to sembang_platform;

create table outlet (
    company_id uuid not null references company,
    id uuid not null,
    name text not null check (length(name) between 1 and 200),
    address text check (length(address) <= 500),
    phone text check (length(phone) <= 30),
    -- Where null, the company's.
    state text check (state ~ '^[A-Z]{2}-[A-Z0-9]{1,3}$'),
    time_zone text,
    active boolean not null default true,
    created_at timestamptz not null,
    primary key (company_id, id),
    unique (company_id, name)
);
call protect('outlet');
grant select, insert, update, delete on outlet to sembang_app;

-- When a company or an outlet is open. A change is a new row, so that a past moment can be looked at as it was; the newest
-- counts. `hours` is null where an outlet goes back to the company's.
create table business_hours (
    company_id uuid not null references company,
    id uuid not null,
    outlet_id uuid,
    valid_from timestamptz not null,
    hours jsonb check (jsonb_typeof(hours) = 'object'),
    primary key (company_id, id),
    foreign key (company_id, outlet_id) references outlet (company_id, id) on delete cascade
);
create index business_hours_newest on business_hours (company_id, outlet_id, valid_from desc, id desc);
call protect('business_hours');
grant select, insert on business_hours to sembang_app;
