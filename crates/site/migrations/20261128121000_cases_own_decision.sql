-- 所属の承認: handed in by an officer, a case waits for her own manager before it goes to the office. `state` keeps
-- where it goes back to; null: it does not wait there.
alter table cases add column awaiting_since text;
create index cases_by_awaiting on cases (awaiting_since);
