-- What a canned reply brings along besides words: answers to tap, by language, and files of its own. One quick lock each.
alter table canned_reply add column buttons jsonb not null default '{}' check (jsonb_typeof(buttons) = 'object');
alter table canned_reply add column files jsonb not null default '[]' check (jsonb_typeof(files) = 'array' and jsonb_array_length(files) <= 5);
