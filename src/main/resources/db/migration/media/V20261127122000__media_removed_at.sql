-- Bytes are removed outside of any transaction, as a bucket may take seconds. Since when a file's bytes are being
-- removed, so that nobody stores the same ones meanwhile; its row goes last. Few files are in a company; the index is
-- built under a lock for less than a second.
alter table media
    add column removed_at timestamptz;
create index media_sha256 on media (company_id, sha256);
grant update (removed_at) on media to sembang_app;
