-- Members are told of promises that are nearly or wholly late. The checks read each table once under their lock.
alter table notice
    drop constraint notice_kind_check,
    add constraint notice_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
        'task_due', 'sla_warning', 'sla_breach', 'test'));
alter table notice_preference
    drop constraint notice_preference_kind_check,
    add constraint notice_preference_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned',
        'channel_broken', 'task_due', 'sla_warning', 'sla_breach'));
