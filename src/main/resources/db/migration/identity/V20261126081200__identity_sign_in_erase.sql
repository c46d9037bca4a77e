-- A sign-in is removed only when its person is a member nowhere any more, by the role that sees who is a member where. The
-- role that removes companies reads and removes none. No locks.
drop policy erase on sign_in;
revoke all on sign_in from sembang_erase;
revoke select (id) on sign_in from sembang_erase;
create policy sign_in_of_nobody on sign_in for delete to sembang_platform
    using (not exists (select from member where member.sign_in_id = sign_in.id));
grant delete on sign_in to sembang_platform;
