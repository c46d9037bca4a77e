-- The picture, film or document that stands above a template's text, as it was handed in: it goes along when the template
-- is sent. Templates are few for each company; the lock is short.
alter table message_template
    add column header_media_id uuid,
    add foreign key (company_id, header_media_id) references media (company_id, id);
create index message_template_header_media on message_template (company_id, header_media_id);
