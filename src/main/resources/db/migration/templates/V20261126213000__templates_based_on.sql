-- A company's own words are made for one version of the library's template, and it answers in that version until an admin
-- takes a newer one. A small table, locked while the few rows with own words are filled in.
alter table template_selection
    -- The version the own words are made for; null: without any, it answers in the newest.
    add column based_on integer,
    -- The newest version an admin has read and not taken.
    add column kept_over integer,
    add foreign key (template_company_id, template_id, based_on)
        references template_version (company_id, template_id, number),
    add foreign key (template_company_id, template_id, kept_over)
        references template_version (company_id, template_id, number);
update template_selection s
   set based_on = t.version
  from template t
 where (t.company_id, t.id) = (s.template_company_id, s.template_id)
   and s.modifications is not null
   and s.template_company_id <> s.company_id;
alter table template_selection
    add check ((based_on is not null) = (modifications is not null and template_company_id <> company_id)),
    add check (kept_over is null or kept_over > based_on);
