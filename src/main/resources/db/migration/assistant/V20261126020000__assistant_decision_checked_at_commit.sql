-- Decisions are written while their messages still wait to be: both are one change, and its rows are written once at its
-- end. Only the catalog changes.
alter table answer_decision alter constraint answer_decision_company_id_message_id_fkey deferrable initially deferred;
alter table answer_decision alter constraint answer_decision_company_id_reply_id_fkey deferrable initially deferred;
