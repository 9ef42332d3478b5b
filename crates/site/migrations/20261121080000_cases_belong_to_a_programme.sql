-- Whose library a case is in: a programme office reviews and publishes the cases of its own programme only.
-- Null: taken in before any programme was there; then only the machine itself looks after it.
alter table cases add column programme_id bigint references programmes (id);
create index cases_by_programme on cases (programme_id, state);
