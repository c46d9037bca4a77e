-- A conversation may be read together with another one of the same contact, which leads. Each keeps its channel, its
-- numbers and its rows; when, by whom and that it was undone stands in the event log. A column without a default
-- rewrites nothing; the index is empty.
alter table conversation
    add column merged_into uuid,
    add constraint conversation_merged_into foreign key (company_id, merged_into) references conversation (company_id, id),
    add constraint conversation_merged_elsewhere check (merged_into <> id);
create index conversation_merged on conversation (company_id, merged_into) where merged_into is not null;
