-- How far a file of contacts has come, so that a large one is taken in after the answer and goes on after a crash. Small
-- table; the new columns have defaults and write nothing but the few rows there are.
alter table contact_import
    add column file_name text check (length(file_name) <= 200),
    -- The file itself and where its columns go, until it has been taken in.
    add column file bytea,
    add column map text[] not null default '{}',
    add column status text not null default 'done' check (status in ('running', 'done', 'undoing', 'undone')),
    -- Rows that have been looked at.
    add column done int not null default 0,
    add column known int not null default 0,
    add column wrong int not null default 0,
    -- The first hundred.
    add column errors jsonb not null default '[]' check (jsonb_typeof(errors) = 'array'),
    -- Contacts somebody has written with or joined since, which taking it back left alone.
    add column kept int not null default 0,
    add column finished_at timestamptz;
update contact_import
   set done = rows, finished_at = at, status = case when undone_at is null then 'done' else 'undone' end;
alter table contact_import alter column status drop default;
