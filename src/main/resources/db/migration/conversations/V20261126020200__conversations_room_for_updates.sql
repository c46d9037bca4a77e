-- A message changes its state two or three times soon after it was written, a conversation with every message. Room in the
-- page lets a change that touches no index stay there. For pages written from now on; only the catalog changes.
alter table message set (fillfactor = 80);
alter table conversation set (fillfactor = 70);
