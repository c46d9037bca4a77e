-- The same rows as before, said so that the planner can guess how many: it takes "scope is 'company' or …" for one row in
-- two hundred and then reads and sorts a whole company to show fifty conversations; of a case it expects half, and walks
-- the index. Only the catalog changes; each table is locked for that moment.
alter policy visible on conversation using (
    case app_scope()
        when 'company' then true
        when 'own' then assignee_id = app_member()
        when 'own+queue' then assignee_id = app_member() or assignee_id is null
        else false
    end);
alter policy visible on message using (
    case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = message.company_id and c.id = message.conversation_id) end);
alter policy visible on note using (
    case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = note.company_id and c.id = note.conversation_id) end);
alter policy visible on assignment using (
    case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = assignment.company_id and c.id = assignment.conversation_id) end);
alter policy visible on contact using (
    case app_scope() when 'company' then true
        else exists (select from conversation c where c.company_id = contact.company_id and c.contact_id = contact.id) end);
alter policy visible on contact_identity using (
    case app_scope() when 'company' then true
        else exists (select from conversation c
                      where c.company_id = contact_identity.company_id and c.contact_id = contact_identity.contact_id) end);
alter policy visible on event_log using (
    case app_scope() when 'company' then true
        else conversation_id is not null and exists (select from conversation c
                      where c.company_id = event_log.company_id and c.id = event_log.conversation_id) end);
