-- Admins are told when little is left of what the company may have or use up. The checks read each table once under
-- their lock; the columns are added without a rewrite.
alter table notice
    add column quota text check (quota in ('model_month', 'model_day', 'members', 'channel_accounts', 'outlets')),
    add column quota_used numeric,
    add column quota_allowed numeric,
    add constraint notice_quota_whole check ((quota is null) = (quota_used is null) and (quota is null) = (quota_allowed is null)),
    drop constraint notice_kind_check,
    add constraint notice_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
        'channel_expiring', 'task_due', 'task_given', 'sla_warning', 'sla_breach', 'transfer_asked', 'transfer_approved',
        'transfer_declined', 'woken', 'not_sent', 'quota', 'test'));
alter table notice_preference
    drop constraint notice_preference_kind_check,
    add constraint notice_preference_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
        'channel_expiring', 'task_due', 'task_given', 'sla_warning', 'sla_breach', 'transfer_asked', 'transfer_approved',
        'transfer_declined', 'woken', 'not_sent', 'quota'));
alter table notice_rule
    drop constraint notice_rule_kind_check,
    add constraint notice_rule_kind_check check (kind in ('assigned', 'hot_lead', 'unassigned', 'handed_over', 'mentioned', 'channel_broken',
        'channel_expiring', 'task_due', 'task_given', 'sla_warning', 'sla_breach', 'transfer_asked', 'transfer_approved',
        'transfer_declined', 'woken', 'not_sent', 'quota'));
