-- When a member last changed the contact; null: nobody did. Who made an import takes back only what nobody has worked on.
alter table contact add column changed_at timestamptz;

-- Which of the contact's messages went into green when people were told so: that one score is told once.
alter table contact_score add column noticed_number integer;
