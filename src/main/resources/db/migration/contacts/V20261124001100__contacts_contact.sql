-- People who write to a company, and how each channel account knows them. Empty, no locks.
create table contact (
    company_id uuid not null references company (id),
    id uuid not null,
    name text,
    language text check (language in ('en', 'ms', 'zh', 'ta')),
    phone text,
    email text,
    -- How many messages the contact has written, over all conversations; the newest message carries this number.
    message_count int not null default 0,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    primary key (company_id, id)
);
create index contact_recent on contact (company_id, last_seen_at desc, id desc);
call protect('contact');
grant select, insert, update, delete on contact to sembang_app;

-- The row lock on an identity orders its thread: whoever adds a message or changes who answers holds it.
create table contact_identity (
    company_id uuid not null,
    id uuid not null,
    contact_id uuid not null,
    channel_account_id uuid not null,
    -- The channel's own id of the person: opaque, never assumed to be a phone number.
    external_id text not null check (length(external_id) between 1 and 500),
    display_name text,
    username text,
    reachable boolean not null default true,
    -- The last event number given to a website visitor; rises under the row's lock.
    visitor_event bigint not null default 0,
    created_at timestamptz not null default now(),
    primary key (company_id, id),
    unique (company_id, channel_account_id, external_id),
    -- Checked at commit: the identity is claimed first, so that of two racing first messages only one makes a contact.
    foreign key (company_id, contact_id) references contact (company_id, id) deferrable initially deferred,
    foreign key (company_id, channel_account_id) references channel_account (company_id, id)
);
create index contact_identity_contact on contact_identity (company_id, contact_id);
call protect('contact_identity');
grant select, insert, update on contact_identity to sembang_app;
