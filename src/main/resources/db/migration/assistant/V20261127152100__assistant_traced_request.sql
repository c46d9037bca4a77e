-- What a model was asked the last time before an answer, in full, so that the same can be asked again. Redacted as it was
-- sent. Beside the trace, which is read often. Only the catalog changes.
alter table answer_trace add column request text;
