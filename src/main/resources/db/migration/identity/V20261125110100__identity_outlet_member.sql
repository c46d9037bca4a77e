-- Who works at which outlet; one person may work at several. Empty, no locks.
create table outlet_member (
    company_id uuid not null references company,
    outlet_id uuid not null,
    member_id uuid not null,
    primary key (company_id, outlet_id, member_id),
    foreign key (company_id, outlet_id) references outlet (company_id, id) on delete cascade,
    foreign key (company_id, member_id) references member (company_id, id)
);
call protect('outlet_member');
grant select, insert, delete on outlet_member to sembang_app;
