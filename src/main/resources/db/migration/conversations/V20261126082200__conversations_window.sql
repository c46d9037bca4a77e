-- What a channel's window for free answers is counted from: when the contact last wrote, by the channel's clock; when an
-- advertisement brought them; when the company first answered them then. Columns without a default rewrite nothing.
alter table conversation
    add column contact_wrote_at timestamptz,
    add column entry_at timestamptz,
    add column entry_answered_at timestamptz;
