-- When a case first went to the office: before that its text is the writers' own, and everybody else learns its state.
alter table cases add column handed_in_at text;
update cases set handed_in_at = (select min(s.at) from cases_steps s
  where s.case_id = cases.id and s.state in ('in_review', 'published'));
