-- Pictures of products in smaller widths, made once when a picture is added, so that a list need not load what a camera
-- took. Empty, no locks; pictures that are there already are shown as they are.
alter table product_image add column width int check (width > 0), add column height int check (height > 0);

create table product_image_size (
    company_id uuid not null,
    product_id uuid not null,
    media_id uuid not null,
    width int not null check (width > 0),
    -- The file that holds it.
    scaled_id uuid not null,
    primary key (company_id, product_id, media_id, width),
    foreign key (company_id, product_id, media_id) references product_image (company_id, product_id, media_id),
    foreign key (company_id, scaled_id) references media (company_id, id)
);
create index product_image_size_scaled on product_image_size (company_id, scaled_id);
call protect('product_image_size');
grant select, insert, delete on product_image_size to sembang_app;
