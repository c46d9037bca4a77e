-- A reply is traced in the commit that stores it, while its row still waits to be written; and several messages answered
-- at once by a template name it like one does. Only the catalog changes.
alter table answer_trace alter constraint answer_trace_company_id_conversation_id_fkey deferrable initially deferred;
alter table answer_trace alter constraint answer_trace_company_id_message_id_fkey deferrable initially deferred;
grant update (template_id, template_version) on answer_decision to sembang_app;
-- For a company's export by time.
create index answer_trace_at on answer_trace (company_id, at, id);
