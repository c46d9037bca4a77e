-- Kept views may stand in folders, which are there as long as a view is in them. A column without a default rewrites
-- nothing.
alter table conversation_view add column folder text check (length(folder) between 1 and 60);
grant update on conversation_view to sembang_app;
