-- A company at work on the day the product was first whole (migrations up to 2026-11-24): a row in nearly every table.
insert into company (id, name, slug, country, currency, time_zone, preferred_language, industry_category)
values ('00000000-0000-7000-8000-0000000000c1', 'Kedai Lama', 'kedai-lama', 'MY', 'MYR', 'Asia/Kuala_Lumpur', 'ms', 'fashion');
insert into sign_in (id, email, password_hash) values
    ('00000000-0000-7000-8000-0000000000a1', 'siti@lama.example', 'x'),
    ('00000000-0000-7000-8000-0000000000a2', 'aina@lama.example', 'x');
insert into member (company_id, id, sign_in_id, name, email, role, language, created_at) values
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000a1',
     'Puan Siti', 'siti@lama.example', 'company_admin', 'ms', '2026-11-24T01:00Z'),
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000b2', '00000000-0000-7000-8000-0000000000a2',
     'Aina', 'aina@lama.example', 'company_user', 'en', '2026-11-24T02:00Z');
insert into session (company_id, id, member_id, token_hash, expires_at, created_at, last_used_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-0000000000b2',
        sha256('x'), '2027-11-24', '2026-11-24', '2026-11-24');
insert into company_key (company_id, version, sealed_key) values ('00000000-0000-7000-8000-0000000000c1', 1, 'x');
insert into usage_count (company_id, day, use, part, used)
values ('00000000-0000-7000-8000-0000000000c1', '2026-11-24', 'message', 0, 3);
insert into media (company_id, id, sha256, content_type, size, file_name, created_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000002', encode(sha256('x'), 'hex'), 'image/jpeg', 1,
        'baju.jpg', '2026-11-24');
insert into channel_account (company_id, id, channel, name, status, asset, site_key) values
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000d1', 'telegram', 'Bot', 'connected', '7', null),
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000d2', 'webchat', 'Site', 'connected', null, 'wsk_live_first');
insert into webchat_visitor (company_id, channel_account_id, visitor_id, version)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000d2', 'vis_1', 2);
insert into contact (company_id, id, name, language, message_count, first_seen_at, last_seen_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000e1', 'Mei', 'zh', 2, '2026-11-24', '2026-11-24T03:00Z');
insert into contact_identity (company_id, id, contact_id, channel_account_id, external_id, display_name, created_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000e2', '00000000-0000-7000-8000-0000000000e1',
        '00000000-0000-7000-8000-0000000000d1', '42', 'Mei', '2026-11-24');
insert into conversation (company_id, id, contact_id, contact_identity_id, channel_account_id, channel, status, assignee_id,
                          answering, answering_member_id, last_seq, contact_messages, last_activity_at, sale_amount,
                          sale_currency, products_sold, completed_by, completed_at, created_at, previous_id) values
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-0000000000e1',
     '00000000-0000-7000-8000-0000000000e2', '00000000-0000-7000-8000-0000000000d1', 'telegram', 'completed',
     '00000000-0000-7000-8000-0000000000b2', 'member', '00000000-0000-7000-8000-0000000000b2', 1, 1, '2026-11-24T02:00Z', 45.50,
     'MYR', '{Baju batik}', '00000000-0000-7000-8000-0000000000b2', '2026-11-24T02:00Z', '2026-11-24', null),
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000f2', '00000000-0000-7000-8000-0000000000e1',
     '00000000-0000-7000-8000-0000000000e2', '00000000-0000-7000-8000-0000000000d1', 'telegram', 'waiting', null,
     'assistant', null, 2, 1, '2026-11-24T03:00Z', null, null, '{}', null, null, '2026-11-24T03:00Z',
     '00000000-0000-7000-8000-0000000000f1');
insert into message (company_id, id, conversation_id, seq, author, member_id, content, state, channel_account_id, provider_id, at) values
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-0000000000f1', 1,
     'contact', null, '{"type":"text","text":"有蜡染吗？"}', 'received', '00000000-0000-7000-8000-0000000000d1', '42:1', '2026-11-24T02:00Z'),
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000012', '00000000-0000-7000-8000-0000000000f2', 1,
     'contact', null, '{"type":"text","text":"多少钱？"}', 'received', '00000000-0000-7000-8000-0000000000d1', '42:2', '2026-11-24T03:00Z'),
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000013', '00000000-0000-7000-8000-0000000000f2', 2,
     'assistant', null, '{"type":"text","text":"RM45 起。"}', 'queued', '00000000-0000-7000-8000-0000000000d1', null, '2026-11-24T03:00Z');
insert into note (company_id, id, conversation_id, author_id, text, after_seq, at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-0000000000f1',
        '00000000-0000-7000-8000-0000000000b1', 'Pelanggan lama', 1, '2026-11-24T02:00Z');
insert into assignment (company_id, id, conversation_id, to_id, rule, at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000022', '00000000-0000-7000-8000-0000000000f1',
        '00000000-0000-7000-8000-0000000000b2', 'rotation', '2026-11-24');
insert into assignment_rule (company_id, strategy) values ('00000000-0000-7000-8000-0000000000c1', 'off');
insert into read_mark (company_id, conversation_id, member_id, seq, contact_messages)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-0000000000b2', 1, 1);
insert into event_log (company_id, at, kind, member_id, conversation_id)
values ('00000000-0000-7000-8000-0000000000c1', '2026-11-24T02:00Z', 'completed', '00000000-0000-7000-8000-0000000000b2',
        '00000000-0000-7000-8000-0000000000f1');
insert into stream_event (company_id, audience, kind, subject)
values ('00000000-0000-7000-8000-0000000000c1', 'company', 'message.created', '00000000-0000-7000-8000-000000000013');
insert into inbound_event (company_id, channel_account_id, key, kind, lane, raw, state)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000d1', '1', 'message', 3, '{}', 'done');
insert into delivery (company_id, message_id, conversation_id, contact_identity_id, channel_account_id, channel, lane)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000013', '00000000-0000-7000-8000-0000000000f2',
        '00000000-0000-7000-8000-0000000000e2', '00000000-0000-7000-8000-0000000000d1', 'telegram', 3);
insert into template (company_id, id, name, category, language, version, created_at, updated_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000031', 'Harga', 'product_inquiry', 'ms', 1, '2026-11-24',
        '2026-11-24');
insert into template_version (company_id, template_id, number, name, language, patterns, examples, response, variations,
                              localized_versions, created_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000031', 1, 'Harga', 'ms', '["harga"]', '[]', 'RM45', '[]',
        '{}', '2026-11-24');
insert into template_selection (company_id, template_company_id, template_id, enabled, modifications, updated_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000031', true,
        '{"response":"RM50"}', '2026-11-24');
insert into template_usage (company_id, template_id, slot, usage_count, last_used_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000031', 0, 2, '2026-11-24');
insert into template_variable (company_id, id, name, values_by_language, fallback_by_language, created_at, updated_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000032', 'address', '{"ms":"Kota Bharu"}', '{}',
        '2026-11-24', '2026-11-24');
insert into template_stamp (company_id, stamp) values ('00000000-0000-7000-8000-0000000000c1', 1);
insert into answer_decision (company_id, message_id, outcome, reason, reply_id, template_id, template_version, decided_at)
values ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-000000000012', 'answered', 'template',
        '00000000-0000-7000-8000-000000000013', '00000000-0000-7000-8000-000000000031', 1, '2026-11-24T03:00Z');
