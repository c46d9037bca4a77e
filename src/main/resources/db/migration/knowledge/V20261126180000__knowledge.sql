-- What a company wrote down for its customers, and the passages it is searched by. Empty tables, no locks.
create table material (
    company_id uuid not null references company,
    id uuid not null,
    type text not null check (type in ('document', 'faq', 'sample_conversation', 'guideline')),
    title text not null check (length(title) between 1 and 200),
    -- Null for a file.
    content text check (length(content) between 1 and 100000),
    media_id uuid,
    format text check (format in ('pdf', 'docx', 'txt', 'markdown', 'html')),
    status text not null check (status in ('uploaded', 'processing', 'processed', 'failed')),
    reason text,
    -- Found from when to when; null: for ever.
    valid_from timestamptz,
    valid_to timestamptz,
    -- Rises with every change of its words, so that a job knows whether it reads the last ones.
    version integer not null check (version > 0),
    member_id uuid,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    processed_at timestamptz,
    primary key (company_id, id),
    foreign key (company_id, media_id) references media (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id),
    check ((content is null) = (media_id is not null and format is not null)),
    check ((media_id is null) = (format is null)),
    check ((status = 'failed') = (reason is not null)),
    check (valid_from < valid_to)
);
create index material_media on material (company_id, media_id);
call protect('material');
grant select, insert, update, delete on material to sembang_app;

-- A stretch of a material that can answer by itself. One whose words did not change keeps its id.
create table passage (
    company_id uuid not null,
    id uuid not null,
    material_id uuid not null,
    position integer not null check (position >= 0),
    heading text not null,
    text text not null,
    hash text not null,
    language text check (language in ('en', 'ms', 'zh', 'ta')),
    suspicious boolean not null,
    primary key (company_id, id),
    unique (company_id, material_id, hash),
    foreign key (company_id, material_id) references material (company_id, id)
);
create index passage_position on passage (company_id, material_id, position);
call protect('passage');
grant select, insert, update, delete on passage to sembang_app;

-- A question with its answer: one passage, found from the commit on.
create table faq (
    company_id uuid not null references company,
    id uuid not null,
    question text not null check (length(question) between 1 and 500),
    answer text not null check (length(answer) between 1 and 2000),
    language text check (language in ('en', 'ms', 'zh', 'ta')),
    -- Null: it holds for all outlets.
    outlet_id uuid,
    valid_from timestamptz,
    valid_to timestamptz,
    hash text not null,
    suspicious boolean not null,
    member_id uuid,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (company_id, id),
    foreign key (company_id, outlet_id) references outlet (company_id, id),
    foreign key (company_id, member_id) references member (company_id, id),
    check (valid_from < valid_to)
);
create index faq_outlet on faq (company_id, outlet_id);
call protect('faq');
grant select, insert, update, delete on faq to sembang_app;

-- Another one with every change of what can be found: what processes compare before they search in what they hold in
-- memory. Never one that was there before, so that what was rolled back is not taken for what came after.
create table knowledge_stamp (
    company_id uuid primary key references company,
    stamp uuid not null
);
call protect('knowledge_stamp');
grant select, insert, update on knowledge_stamp to sembang_app;
