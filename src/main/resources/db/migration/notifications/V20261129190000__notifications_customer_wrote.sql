-- Who holds a conversation is told that its customer wrote. The checks read each table once under their lock.
alter table notice
    drop constraint notice_kind_check,
    add constraint notice_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
        'channel_expiring', 'task_due', 'task_given', 'sla_warning', 'sla_breach', 'transfer_asked', 'transfer_approved',
        'transfer_declined', 'woken', 'customer_wrote', 'not_sent', 'quota', 'test'));
alter table notice_preference
    drop constraint notice_preference_kind_check,
    add constraint notice_preference_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
        'channel_expiring', 'task_due', 'task_given', 'sla_warning', 'sla_breach', 'transfer_asked', 'transfer_approved',
        'transfer_declined', 'woken', 'customer_wrote', 'not_sent', 'quota'));
alter table notice_rule
    drop constraint notice_rule_kind_check,
    add constraint notice_rule_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
        'channel_expiring', 'task_due', 'task_given', 'sla_warning', 'sla_breach', 'transfer_asked', 'transfer_approved',
        'transfer_declined', 'woken', 'customer_wrote', 'not_sent', 'quota'));
