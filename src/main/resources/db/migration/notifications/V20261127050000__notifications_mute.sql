-- Conversations a member does not want to be told of, other than what is meant for them alone. Empty, no locks. Goes
-- with its conversation.
create table notice_mute (
    company_id uuid not null,
    member_id uuid not null,
    conversation_id uuid not null,
    primary key (company_id, member_id, conversation_id),
    foreign key (company_id, member_id) references member (company_id, id),
    foreign key (company_id, conversation_id) references conversation (company_id, id)
);
create index notice_mute_conversation on notice_mute (company_id, conversation_id);
call protect('notice_mute');
create policy visible on notice_mute as restrictive for all to sembang_app
    using (case app_scope() when 'company' then true else member_id = app_member() end)
    with check (true);
grant select, insert, delete on notice_mute to sembang_app;
