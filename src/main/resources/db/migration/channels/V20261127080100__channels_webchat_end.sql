-- What a website lets its visitors do at the end of a chat, and outside opening hours. A handful of rows; the defaults are
-- constants, so nothing is rewritten.
alter table webchat_site
    add column ending boolean not null default false,
    add column transcript boolean not null default false,
    add column when_closed text not null default 'answer' check (when_closed in ('answer', 'leave_message'));
