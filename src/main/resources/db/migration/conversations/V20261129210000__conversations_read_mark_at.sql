-- When a member read so far: the website's chat tells its visitor. Null for what was read before. No row is rewritten.
alter table read_mark add column at timestamptz;
