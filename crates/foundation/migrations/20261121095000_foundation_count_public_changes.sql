-- Grows with every commit that changed something visitors may see. Other processes on the same file look at
-- it; between PostgreSQL nodes a notification tells the same, and the row stays as it is.
create table public_changes (
  id bigint primary key check (id = 1),
  commits bigint not null
);
insert into public_changes (id, commits) values (1, 0);
