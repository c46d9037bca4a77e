-- Admins are told that a transfer is asked for, and who asked what was said to it; who is responsible, that something put
-- off is back, and that a message for later was not sent. The checks read each table once under their lock.
alter table notice
    drop constraint notice_kind_check,
    add constraint notice_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
        'channel_expiring', 'task_due', 'sla_warning', 'sla_breach', 'transfer_asked', 'transfer_approved', 'transfer_declined', 'woken', 'not_sent', 'test'));
alter table notice_preference
    drop constraint notice_preference_kind_check,
    add constraint notice_preference_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned',
        'channel_broken', 'channel_expiring', 'task_due', 'sla_warning', 'sla_breach', 'transfer_asked', 'transfer_approved',
        'transfer_declined', 'woken', 'not_sent'));
alter table notice_rule
    drop constraint notice_rule_kind_check,
    add constraint notice_rule_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned',
        'channel_broken', 'channel_expiring', 'task_due', 'sla_warning', 'sla_breach', 'transfer_asked', 'transfer_approved',
        'transfer_declined', 'woken', 'not_sent'));
