-- From which certainty on a company lets a template answer; without a row what is usual. Empty, no locks.
create table template_certainty (
    company_id uuid primary key references company,
    sure_from numeric(3, 2) not null check (sure_from between 0.55 and 0.95)
);
call protect('template_certainty');
grant select, insert, update, delete on template_certainty to sembang_app;
