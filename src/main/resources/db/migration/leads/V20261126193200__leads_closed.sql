-- What was won and lost in a span of time is counted without reading all leads. Writes wait while the table is read once.
create index lead_closed on lead (company_id, closed_at) where closed_at is not null;
