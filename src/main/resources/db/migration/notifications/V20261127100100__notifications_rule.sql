-- How a company wants its people to be told of a kind: for those who have chosen nothing, or for all. Empty, no locks.
create table notice_rule (
    company_id uuid not null references company,
    kind text not null check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
                                       'channel_expiring', 'task_due', 'sla_warning', 'sla_breach')),
    in_app boolean not null,
    mail text not null check (mail in ('off', 'at_once', 'digest')),
    push boolean not null,
    -- Whether nobody chooses otherwise.
    fixed boolean not null,
    primary key (company_id, kind)
);
call protect('notice_rule');
grant select, insert, update on notice_rule to sembang_app;
