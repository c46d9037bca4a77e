-- Which of the company's labels a conversation carries. Empty, no locks. Goes with its conversation and with its label.
create table conversation_tagging (
    company_id uuid not null,
    conversation_id uuid not null,
    tag_id uuid not null,
    at timestamptz not null,
    member_id uuid not null,
    primary key (company_id, conversation_id, tag_id),
    foreign key (company_id, conversation_id) references conversation (company_id, id),
    foreign key (company_id, tag_id) references contact_tag (company_id, id) on delete cascade,
    foreign key (company_id, member_id) references member (company_id, id)
);
create index conversation_tagging_tag on conversation_tagging (company_id, tag_id);
call protect('conversation_tagging');
create policy visible on conversation_tagging as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = conversation_tagging.company_id and c.id = conversation_tagging.conversation_id) end)
    with check (true);
grant select, insert, delete on conversation_tagging to sembang_app;
