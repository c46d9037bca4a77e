-- The platform shows companies with their date format. Only the catalog changes.
grant select (date_format) on company to sembang_platform;
