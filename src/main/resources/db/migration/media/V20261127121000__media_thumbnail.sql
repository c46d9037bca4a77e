-- A small copy of a picture lies beside it, under its hash: what kind of picture the copy is, null where there is none.
-- Pictures from before have none. A column without a default rewrites nothing.
alter table media
    add column thumbnail text check (thumbnail in ('image/jpeg', 'image/png'));
