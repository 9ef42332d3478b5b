-- What came to be after the first rows, with tables up to 20261121120000: the histories, and a survey on its way.
insert into cases_versions (case_id, version, at, by_label, on_behalf_of, changed, content)
  values (1002, 2, '2026-10-02T00:00:00.000Z', '見原 誠（見本医師会・団体）', '', '題名', '{content}');
insert into surveys (id, programme_id, fiscal_year, name, title, respondent, state, opens_on, due_on, previous_id, created_at) values
  (1001, 1001, 2025, 'mihon', '見本の調査（令和7年度）', 'municipality', 'closed', '2025-08-26', '2025-09-30', null, '2025-08-01T00:00:00.000Z'),
  (1002, 1001, 2026, 'mihon', '見本の調査', 'municipality', 'open', '2026-08-26', '2026-12-28', 1001, '2026-08-01T00:00:00.000Z');
insert into surveys_editions (id, survey_id, edition, fingerprint, definition, published_at) values
  (1001, 1001, 1, 'f-1', '{definition}', '2025-08-01T00:00:00.000Z'),
  (1002, 1002, 1, 'f-2', '{definition}', '2026-08-01T00:00:00.000Z');
insert into surveys_respondents (id, survey_id, code, name, prefecture_code, edition_id, state, due_on, version, answers, changed_at, changed_by, submitted_at) values
  (1001, 1001, '352128', '柳井市', '350001', 1001, 'accepted', null, 3, '{"q1":{"choice":"no"}}', '2025-09-01T00:00:00.000Z', '見本', '2025-09-01T00:00:00.000Z'),
  (1002, 1002, '352128', '柳井市', '350001', 1002, 'returned', '2026-12-28', 2, '{"q1":{"choice":"yes"},"q2":{"choices":["a","b"]}}', '2026-10-01T00:00:00.000Z', '見本 みどり（柳井市・市町村 担当者）', '2026-10-01T00:00:00.000Z'),
  (1003, 1002, '353051', '周防大島町', '350001', 1002, 'not_opened', null, 0, '{}', null, '', null);
insert into surveys_changes (id, respondent_id, version, question, before, after, way, at, by_label, on_behalf_of, reason) values
  (1001, 1002, 1, 'q1', null, '{"choice":"yes"}', 'web', '2026-10-01T00:00:00.000Z', '見本 みどり（柳井市・市町村 担当者）', '', ''),
  (1002, 1002, 2, 'q2', null, '{"choices":["a","b"]}', 'substitute', '2026-10-01T00:00:00.000Z', '例本 拓也（見本事務局・事務局）', '柳井市', '電話で聞きました');
insert into surveys_steps (id, respondent_id, at, step, by_label, on_behalf_of, remark) values
  (1001, 1002, '2026-10-01T00:00:00.000Z', 'submitted', '見本 みどり（柳井市・市町村 担当者）', '', ''),
  (1002, 1002, '2026-10-02T00:00:00.000Z', 'returned', '例本 拓也（見本事務局・事務局）', '', '問2を確かめてください');
