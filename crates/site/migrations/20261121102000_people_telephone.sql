-- Where somebody can be reached at work, as she says herself.
alter table people_persons add column telephone text not null default '';
