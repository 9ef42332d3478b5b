-- 直し: a town mends its published case in a case of its own that stands beside it; published, it takes the other's place.
alter table cases add column corrects bigint references cases (id);
create unique index cases_one_correction on cases (corrects) where discarded_at is null;
