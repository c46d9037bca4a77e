-- What a message said before its author changed it, oldest first: [{"content": …, "until": …}].
-- A constant default rewrites nothing; the table is locked for a moment.
alter table message add column earlier jsonb not null default '[]';
