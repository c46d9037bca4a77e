-- The first in line is found by delivery_due and the busy ones since the queues were made fast; this index was only written.
drop index delivery_conversation;
