-- A site asks its questions before the first message or after it, and may show no chat at all outside opening hours. One
-- row a site: the tables are small, the checks read them once.
alter table webchat_site
    add column ask_when text not null default 'before' check (ask_when in ('before', 'after')),
    drop constraint webchat_site_when_closed_check,
    add constraint webchat_site_when_closed_check check (when_closed in ('answer', 'leave_message', 'hide'));

-- Whom a site has asked after their first message, and who has answered or would rather not. Revoked sessions are
-- counted from 2; whose sessions never were has 1.
alter table webchat_visitor
    add column answered_at timestamptz,
    drop constraint webchat_visitor_version_check,
    add constraint webchat_visitor_version_check check (version > 1 or (version = 1 and answered_at is not null));
