-- Notes that name colleagues, few of all: the inbox counts those that name who reads it. Built under a lock that lets
-- notes be read; there are far fewer of them than messages.
create index note_mentions on note (company_id, conversation_id) where mentions <> '{}';
