-- Pictures of what companies sell, in the order of their gallery. Empty, no locks.
create table product_image (
    company_id uuid not null,
    product_id uuid not null,
    media_id uuid not null,
    position int not null,
    primary key (company_id, product_id, media_id),
    foreign key (company_id, product_id) references product (company_id, id),
    foreign key (company_id, media_id) references media (company_id, id)
);
create index product_image_media on product_image (company_id, media_id);
call protect('product_image');
grant select, insert, update, delete on product_image to sembang_app;
