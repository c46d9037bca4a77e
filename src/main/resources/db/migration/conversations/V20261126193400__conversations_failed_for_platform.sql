-- Those who run the platform see how many messages could not be delivered, and why; not what they say. Writes wait while
-- the table is read once.
create index message_failed on message (at desc) where state = 'failed';
create policy failed on message for select to sembang_platform using (state = 'failed');
grant select (company_id, id, state, failure_code, at) on message to sembang_platform;
