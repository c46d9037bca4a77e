-- A company's messages that were not delivered, newest first: few of all, and none of them changes what the index before
-- them holds. Built under a lock for seconds at most.
create index message_undelivered on message (company_id, id desc) where failure_code is not null;
