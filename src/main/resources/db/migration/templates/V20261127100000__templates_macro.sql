-- A canned reply that does something besides, in this order: words, tags, priority, snooze, close. Such a one may have no
-- words. Null: words alone. One quick lock each.
alter table canned_reply add column acts jsonb check (jsonb_typeof(acts) = 'object' and acts <> '{}');
alter table canned_reply drop constraint canned_reply_texts_check;
alter table canned_reply add constraint canned_reply_texts_check
    check (jsonb_typeof(texts) = 'object' and (texts <> '{}' or acts is not null));
