-- 版: a plan as it stood on a day, kept when somebody asks for it and when it is agreed to.

create table plans_versions (
  plan_id bigint not null references plans (id),
  number bigint not null,
  at text not null,
  by_label text not null,
  note text not null,
  -- The plan with its boxes and links as it then was (JSON).
  content text not null,
  primary key (plan_id, number)
);
