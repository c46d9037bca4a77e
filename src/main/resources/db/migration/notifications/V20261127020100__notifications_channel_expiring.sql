-- Admins are told of credentials that end soon. The checks read each table once under their lock.
alter table notice
    drop constraint notice_kind_check,
    add constraint notice_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
        'channel_expiring', 'task_due', 'sla_warning', 'sla_breach', 'test'));
alter table notice_preference
    drop constraint notice_preference_kind_check,
    add constraint notice_preference_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned',
        'channel_broken', 'channel_expiring', 'task_due', 'sla_warning', 'sla_breach'));
