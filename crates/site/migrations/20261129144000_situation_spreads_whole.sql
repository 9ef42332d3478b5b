-- What a comparison was made of when it was last made of everything, and who was left out of what was shown since, because a value
-- among theirs turned out wrong; `basis` is what it shows now.

alter table situation_spreads add column whole_basis text not null default '';
alter table situation_spreads add column left_out text not null default '';
update situation_spreads set whole_basis = basis;
