-- What a platform of November 2026 held when its tables ended at 20261121090000. A small town hall's worth:
-- at least one row in every table, and every state that a later migration decides by.
insert into regions_bureaus (id, name, kana, position) values ('chugokushikoku', '中国四国厚生局', 'ちゅうごくしこくこうせいきょく', 7);
insert into regions_blocks (id, name, position) values ('chugoku', '中国', 6);
insert into regions_prefectures (code, name, kana, block_id, bureau_id) values ('350001', '山口県', 'やまぐちけん', 'chugoku', 'chugokushikoku');
insert into regions_municipalities (code, prefecture_code, name, kana, kind, valid_from, valid_to, search_text) values
  ('352128', '350001', '柳井市', 'やないし', 'city', null, null, '柳井市 やないし 352128 山口県'),
  ('353051', '350001', '周防大島町', 'すおうおおしまちょう', 'town', null, null, '周防大島町 すおうおおしまちょう 353051 山口県');
insert into regions_former_names (municipality_code, name, kana, until) values ('352128', '大畠町', 'おおばたけちょう', '2005-02-20');
insert into regions_areas (id, kind, name, prefecture_code, source, fictitious) values ('yanai', 'secondary_medical', '柳井', '350001', '見本の出典', false);
insert into regions_area_members (area_id, municipality_code) values ('yanai', '352128'), ('yanai', '353051');
insert into regions_facts (municipality_code, key, as_of, amount, words, source, fictitious) values
  ('352128', 'population', '2020-10-01', 30799, null, '古い出典', false),
  ('352128', 'population', '2025-01-01', 29111, null, '新しい出典', false),
  ('352128', 'kaso', '2022-04-01', 1, null, '新しい出典', false);

insert into people_lists (list, id, label, position) values
  ('organisation_kinds', 'municipality', '市町村', 1), ('organisation_kinds', 'prefecture', '都道府県', 2),
  ('organisation_kinds', 'local_medical_association', '郡市区医師会', 3), ('organisation_kinds', 'ministry_department', '厚生労働省 所管課', 4),
  ('organisation_kinds', 'programme_office', '事務局', 5), ('organisation_kinds', 'operator', '運用', 6),
  ('professions', 'nurse', '看護師', 1), ('professions', 'care_manager', '介護支援専門員（ケアマネジャー）', 2);
insert into people_organisations (id, kind, name, kana, municipality_code, prefecture_code, search_text) values
  (1001, 'municipality', '柳井市', 'やないし', '352128', null, '柳井市 やないし'),
  (1002, 'prefecture', '山口県', 'やまぐちけん', null, '350001', '山口県 やまぐちけん'),
  (1003, 'local_medical_association', '見本医師会', 'みほんいしかい', null, '350001', '見本医師会 みほんいしかい'),
  (1004, 'ministry_department', '見本課', 'みほんか', null, null, '見本課 みほんか'),
  (1005, 'programme_office', '見本事務局', 'みほんじむきょく', null, null, '見本事務局 みほんじむきょく'),
  (1006, 'operator', '見本運用室', 'みほんうんようしつ', null, null, '見本運用室 みほんうんようしつ');
insert into people_domains (domain, organisation_id) values ('yanai.example.jp', 1001);
insert into people_persons (id, name, kana, mail, state, created_at, last_sign_in_at) values
  (1001, '見本 みどり', 'みほん みどり', 'midori@yanai.example.jp', 'active', '2026-04-01T00:00:00.000Z', '2026-11-20T23:00:00.000Z'),
  (1002, '例田 健一', 'れいだ けんいち', 'kenichi@yanai.example.jp', 'active', '2026-04-01T00:00:00.000Z', '2026-11-20T22:00:00.000Z'),
  (1003, '見本 はじめ', '', 'hajime@yanai.example.jp', 'invited', '2026-11-20T23:30:00.000Z', null),
  (1004, '見本 まち', 'みほん まち', 'machi@yanai.example.jp', 'waiting', '2026-11-20T23:40:00.000Z', null),
  (1005, '見原 誠', 'みはら まこと', 'makoto@ishikai.example.jp', 'active', '2026-04-01T00:00:00.000Z', null),
  (1006, '例本 拓也', 'れいもと たくや', 'takuya@office.example.jp', 'active', '2026-04-01T00:00:00.000Z', null),
  (1007, '見田 守', 'みた まもる', 'mamoru@operator.example.jp', 'active', '2026-04-01T00:00:00.000Z', null);
insert into people_qualifications (person_id, profession_id) values (1001, 'nurse'), (1001, 'care_manager');
insert into people_memberships (id, person_id, organisation_id, role, title, coordinator_level, coordinator_core, coordinator_contract, valid_from, valid_to) values
  (1001, 1001, 1001, 'municipality_officer', '高齢者支援課', null, false, null, '2026-04-01', null),
  (1002, 1002, 1001, 'municipality_manager', '', null, false, null, '2026-04-01', null),
  (1003, 1003, 1001, 'municipality_officer', '', null, false, null, '2026-11-20', null),
  (1004, 1004, 1001, 'municipality_officer', '', null, false, null, '2026-11-20', null),
  (1005, 1005, 1003, 'body', '', null, false, null, '2026-04-01', null),
  (1006, 1006, 1005, 'programme_office', '', null, false, null, '2026-04-01', null),
  (1007, 1007, 1006, 'administrator', '', null, false, null, '2026-04-01', null),
  (1008, 1001, 1003, 'coordinator', '', 'municipality', true, 'contracted', '2026-04-01', '2027-03-31');
insert into people_served_municipalities (membership_id, municipality_code, valid_from, valid_to) values (1008, '352128', '2026-04-01', '2027-03-31');
-- A sign-in begun before the update, an invitation that is on its way, a code that was used.
insert into people_codes (id, purpose, mail, person_id, code_fingerprint, browser_fingerprint, created_at, expires_at, wrong_tries, used_at) values
  (1001, 'sign_in', 'kenichi@yanai.example.jp', 1002, '{sign-in code}', '{browser}', '2026-11-21T00:50:00.000Z', '2026-11-21T01:50:00.000Z', 1, null),
  (1002, 'registration', 'hajime@yanai.example.jp', 1003, '{registration code}', null, '2026-11-20T23:30:00.000Z', '2026-11-21T23:30:00.000Z', 0, null),
  (1003, 'sign_in', 'midori@yanai.example.jp', 1001, 'x', 'y', '2026-11-20T22:59:00.000Z', '2026-11-20T23:59:00.000Z', 0, '2026-11-20T23:00:00.000Z');
insert into people_sessions (id, fingerprint, person_id, membership_id, created_at, last_seen_at, expires_at, ended_at, browser_name) values
  (1001, '{session of midori}', 1001, 1001, '2026-11-20T23:00:00.000Z', '2026-11-21T00:55:00.000Z', '2026-12-04T23:00:00.000Z', null, 'Edge（Windows）'),
  (1002, '{session of makoto}', 1005, 1005, '2026-11-20T23:00:00.000Z', '2026-11-21T00:55:00.000Z', '2026-12-04T23:00:00.000Z', null, 'Edge（Windows）'),
  (1003, '{session of takuya}', 1006, 1006, '2026-11-20T23:00:00.000Z', '2026-11-21T00:55:00.000Z', '2026-12-04T23:00:00.000Z', null, 'Edge（Windows）'),
  (1004, '{session of mamoru}', 1007, 1007, '2026-11-20T23:00:00.000Z', '2026-11-21T00:55:00.000Z', '2026-12-04T23:00:00.000Z', null, 'Edge（Windows）'),
  (1005, '{ended session}', 1001, 1001, '2026-11-19T23:00:00.000Z', '2026-11-19T23:00:00.000Z', '2026-12-03T23:00:00.000Z', '2026-11-19T23:30:00.000Z', 'Edge（Windows）');
insert into people_sign_ins (id, at, person_id, mail_fingerprint, outcome, browser_name) values
  (1001, '2026-11-20T23:00:00.000Z', 1001, 'm', 'signed_in', 'Edge（Windows）'),
  (1002, '2026-11-20T22:58:00.000Z', null, 'n', 'wrong_code', 'Edge（Windows）');

insert into programmes (id, name, short_name, owner_organisation_id, position) values (1001, '見本の支援事業', '見本支援', 1004, 1);
insert into programmes_years (id, programme_id, fiscal_year, office_organisation_id, mail, telephone, hours, starts_on, ends_on, purpose, version) values
  (1001, 1001, 2026, 1005, 'mihon@office.example.jp', '', '', '2026-04-01', '2027-03-31', '見本の目的', 3);
insert into programmes_settings (year_id, key, value) values (1001, 'survey.opens_on', '2026-08-26');
insert into programmes_checks (year_id, key, confirmed_at, confirmed_by) values (1001, 'office', '2026-04-02T00:00:00.000Z', '例本 拓也（見本事務局・事務局）'), (1001, 'mail', null, null);

insert into cases_troubles (id, label, sentence, position) values ('mitori', '看取りが進まない', '住み慣れた所で看取れない', 1);
insert into cases (id, state, owner_code, owner_prefecture_code, title, summary, district, wide_area, actor, theme, trouble, background, issues, outline,
  cooperation, structure, hardships, not_trying, effects, future, vision, vision_indicator, budget, advice, start_year, source_title, source_place,
  search_title, search_tags, search_lead, search_text, form_key, created_by, created_for, version, created_at, updated_at, published_at, programme_id) values
  (1001, 'published', '352128', '350001', '島での看取り', '島で看取る仕組みの見本です。', '平郡島', '', '柳井市', '', '看取りをどうするか', '背景の見本', '', 'したことの見本',
  '', '', '', '', '効果の見本', '', '', '', '', '', 2021, '見本の出典', '1ページ', '島での看取り', '看取り', '島で看取る仕組みの見本です。', '島での看取り 柳井市 平郡島', 'key-1',
  1001, 1001, 4, '2026-05-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', 1001),
  (1002, 'returned', '352128', '350001', '医師会の見本', '', '', '', '見本医師会', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', null, '', '', '医師会の見本', '', '', '医師会の見本', 'key-2',
  1005, 1003, 2, '2026-10-01T00:00:00.000Z', '2026-10-02T00:00:00.000Z', null, 1001);
insert into cases_places (case_id, municipality_code, position) values (1001, '352128', 1), (1001, '353051', 2), (1002, '352128', 1);
insert into cases_tags (case_id, kind, tag, position) values (1001, 'scene', 'mitori', 1), (1001, 'trouble', 'mitori', 2), (1001, 'keyword', '離島', 3);
insert into cases_players (case_id, position, player, act) values (1001, 1, '島の診療所', '週2日開く');
insert into cases_facts (case_id, position, label, value, unit, as_of) values (1001, 1, '島の人口', '約300', '人', '2025-03');
insert into cases_steps (id, case_id, at, state, by_label, on_behalf_of, remark) values
  (1001, 1001, '2026-05-01T00:00:00.000Z', 'draft', '見本 みどり（柳井市・市町村 担当者）', '', ''),
  (1002, 1001, '2026-06-01T00:00:00.000Z', 'published', '例本 拓也（見本事務局・事務局）', '', ''),
  (1003, 1002, '2026-10-01T00:00:00.000Z', 'draft', '見原 誠（見本医師会・団体）', '', ''),
  (1004, 1002, '2026-10-02T00:00:00.000Z', 'returned', '例本 拓也（見本事務局・事務局）', '', '題名を短くしてください');
insert into search_synonyms (word, group_name, word_folded, reading_folded, position) values ('看取り', '看取り', '看取り', 'みとり', 1), ('終末期', '看取り', '終末期', 'しゅうまつき', 2);

insert into jobs (id, kind, payload, unique_key, state, run_at, attempts, worker, lease_until, last_error, created_at, finished_at) values
  (1001, 'mail.send', '{"mail":1001}', null, 'ready', '2026-11-21T00:59:00.000Z', 0, null, null, null, '2026-11-21T00:59:00.000Z', null),
  (1002, 'mail.send', '{"mail":1002}', null, 'running', '2026-11-21T00:40:00.000Z', 1, 'worker-AAAAAA', '2026-11-21T00:45:00.000Z', null, '2026-11-21T00:40:00.000Z', null),
  (1003, 'people.tidy', '{}', 'people.tidy@1', 'dead', '2026-11-01T00:00:00.000Z', 16, null, null, '見本の失敗', '2026-11-01T00:00:00.000Z', '2026-11-05T00:00:00.000Z');
insert into mails (id, recipient, subject, body, secret, state, created_at, sent_at, last_error) values
  (1001, 'midori@yanai.example.jp', '待っているお知らせ', '本文', false, 'waiting', '2026-11-21T00:59:00.000Z', null, null),
  (1002, 'kenichi@yanai.example.jp', '途中で止まったお知らせ', '本文', true, 'waiting', '2026-11-21T00:40:00.000Z', null, null);
insert into audit_log (id, at, action, actor_kind, actor_person, actor_label, on_behalf_of, subject_kind, subject_id, detail, request_id) values
  (1001, '2026-06-01T00:00:00.000Z', 'cases.review', 'person', 1006, '例本 拓也（見本事務局・事務局）', null, 'case', '1001', '{"state":"published"}', 'r');
insert into mail_attachments (id, mail_id, name, file_key) values (1001, 1001, '回答票.xlsx', 'mail/1001');
