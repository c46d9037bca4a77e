-- A company says whether conversations are given by rule at all, and by which; whether who comes back meets the person they
-- know; and what happens to the conversations of somebody who goes away for a while. A small table, locked for a moment.
alter table assignment_rule
    drop constraint assignment_rule_strategy_check,
    add column automatic boolean not null default true,
    add column keeps_agent boolean not null default true,
    add column when_away text not null default 'keep' check (when_away in ('keep', 'hand_over'));
update assignment_rule set automatic = false, strategy = 'rotation' where strategy = 'off';
alter table assignment_rule
    add constraint assignment_rule_strategy_check check (strategy in ('rotation', 'workload', 'expertise', 'manual'));

-- The checks read the table once under their lock.
alter table assignment
    drop constraint assignment_rule_check,
    add constraint assignment_rule_check check (rule in ('manual', 'rotation', 'workload', 'expertise', 'previous', 'transfer'));

-- Who waits for somebody to be responsible, without reading the whole company.
create index conversation_unassigned on conversation (company_id, created_at, id)
    where assignee_id is null and status in ('new', 'in_progress', 'waiting');
