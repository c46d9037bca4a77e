-- Who asks several things is answered by several templates at once: the first stands in template_id, the others here, so
-- that each is counted. Only the catalog changes.
alter table answer_decision add column further_template_ids uuid[];
grant update (further_template_ids) on answer_decision to sembang_app;
