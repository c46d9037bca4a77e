-- Somebody wants no word of the assistant in this conversation, not even to members; then people answer. A column with a
-- constant default; the table is read once for the check, which lets nobody write to it meanwhile.
alter table conversation
    add column assistant_off boolean not null default false,
    add constraint conversation_assistant_off_is_silent check (not assistant_off or answering <> 'assistant');
