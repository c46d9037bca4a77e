-- What a member is told of, once for each cause, written in the commit that brings it about. Empty, no locks. Kept 90 days.
create table notice (
    company_id uuid not null references company (id),
    id uuid not null,
    member_id uuid not null,
    kind text not null check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken', 'task_due', 'test')),
    -- What it tells of: the same is told a member once.
    cause text not null check (length(cause) between 1 and 200),
    conversation_id uuid,
    channel_account_id uuid,
    task_id uuid,
    -- Who did it; null: the product itself.
    actor_id uuid,
    reason text check (length(reason) between 1 and 500),
    -- Whether the notification centre shows it: the member may want it by mail alone.
    shown boolean not null,
    at timestamptz not null,
    read_at timestamptz,
    -- When it is to go out by mail and by push; null: it is not, or has gone.
    mail_at timestamptz,
    push_at timestamptz,
    primary key (company_id, id),
    unique (company_id, member_id, kind, cause),
    foreign key (company_id, member_id) references member (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, channel_account_id) references channel_account (company_id, id),
    foreign key (company_id, task_id) references task (company_id, id) on delete cascade,
    foreign key (company_id, actor_id) references member (company_id, id)
);
create index notice_newest on notice (company_id, member_id, at desc, id desc) where shown;
create index notice_unread on notice (company_id, member_id) where read_at is null and shown;
create index notice_mail on notice (company_id, member_id) where mail_at is not null;
create index notice_push on notice (company_id, member_id) where push_at is not null;
create index notice_conversation on notice (company_id, conversation_id) where conversation_id is not null;
create index notice_task on notice (company_id, task_id) where task_id is not null;
create index notice_at on notice using brin (at);
call protect('notice');
create policy visible on notice as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true else member_id = app_member() end)
    with check (true);
grant select, insert, update on notice to sembang_app;
grant select (company_id, id, at), delete on notice to sembang_platform;
create policy retention on notice for all to sembang_platform using (at < now() - interval '90 days');

-- Where a member wants to be told of a kind; without a row the usual holds.
create table notice_preference (
    company_id uuid not null,
    member_id uuid not null,
    kind text not null check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken', 'task_due')),
    in_app boolean not null,
    mail text not null check (mail in ('off', 'at_once', 'digest')),
    push boolean not null,
    primary key (company_id, member_id, kind),
    foreign key (company_id, member_id) references member (company_id, id)
);
call protect('notice_preference');
grant select, insert, update on notice_preference to sembang_app;

-- When a member wants to be left alone, and by which clock.
create table notice_hours (
    company_id uuid not null,
    member_id uuid not null,
    -- Null: the company's.
    time_zone text check (length(time_zone) between 1 and 64),
    quiet_from time,
    quiet_until time,
    digest_at time not null,
    primary key (company_id, member_id),
    foreign key (company_id, member_id) references member (company_id, id),
    check ((quiet_from is null) = (quiet_until is null)),
    check (quiet_from <> quiet_until)
);
call protect('notice_hours');
grant select, insert, update on notice_hours to sembang_app;

-- A browser that takes a member's notices while no page is open. What its push service is told is sealed for it alone.
create table push_subscription (
    company_id uuid not null,
    id uuid not null,
    member_id uuid not null,
    endpoint text not null check (length(endpoint) between 10 and 2000),
    -- The browser's public key and secret, base64url.
    p256dh text not null check (length(p256dh) between 80 and 100),
    sealed_auth text not null,
    created_at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id)
);
create unique index push_subscription_endpoint on push_subscription (company_id, member_id, md5(endpoint));
call protect('push_subscription');
grant select, insert, update, delete on push_subscription to sembang_app;

-- The key by which push services know this installation: one row, the platform's.
create table push_key (
    company_id uuid primary key references company (id) check (company_id = platform_company()),
    public_key text not null,
    sealed_private_key text not null
);
call protect('push_key');
grant select, insert on push_key to sembang_app;
