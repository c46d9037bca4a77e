-- What a company's customers write that tells how near they are to buying, besides the usual. Empty, no locks.
create table scoring_phrase (
    company_id uuid not null references company (id),
    code text not null check (code in ('COMMIT', 'PAY', 'PRICE', 'SPEC', 'EXIST', 'POSITIVE', 'BROWSE', 'OBJECT', 'DEFER', 'NOINT')),
    phrase text not null check (length(phrase) between 2 and 60),
    position int not null,
    primary key (company_id, code, phrase)
);
call protect('scoring_phrase');
grant select, insert, delete on scoring_phrase to sembang_app;
