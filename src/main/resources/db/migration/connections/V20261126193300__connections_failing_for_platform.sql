-- Those who run the platform see which connections do not work, and nothing else of them. No locks beyond the catalog's.
create policy failing on channel_account for select to sembang_platform using (status = 'error');
grant select (name, last_error, last_event_at, created_at) on channel_account to sembang_platform;
