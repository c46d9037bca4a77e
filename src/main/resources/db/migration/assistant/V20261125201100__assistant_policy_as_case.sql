-- The same rows as before, in a form whose number the planner guesses well (as in conversations). Only the catalog changes.
alter policy visible on answer_decision using (
    case app_scope() when 'company' then true
        else exists (select from message m where m.company_id = answer_decision.company_id and m.id = answer_decision.message_id) end);
