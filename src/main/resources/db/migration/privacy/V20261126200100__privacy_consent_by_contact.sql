-- A contact may say so without any colleague's hand, as in a form of the website: then nobody has recorded it. Touches
-- the catalog only.
alter table consent alter column recorded_by drop not null;
