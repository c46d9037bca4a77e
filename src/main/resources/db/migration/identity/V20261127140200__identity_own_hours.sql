-- When somebody works, where that is not said by their availability alone. Whether they do now is kept beside it by the
-- job that knows when it changes. A constant default rewrites nothing.
alter table member
    add column hours jsonb check (jsonb_typeof(hours) = 'object'),
    add column on_shift boolean not null default true,
    add constraint member_shift check (on_shift or hours is not null);
