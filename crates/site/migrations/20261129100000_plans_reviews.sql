-- PDCA: what was measured, what was seen, what follows; what others say about it.

-- An indicator of the catalogue; empty: told in the writer's own words only.
alter table plans_boxes add column indicator_id text not null default '';
-- Drawn when the empty form was shown: the same form sent twice makes one box.
alter table plans_boxes add column form_key text;
create unique index plans_boxes_form_key on plans_boxes (form_key);

create table plans_measurements (
  id {{id}},
  plan_id bigint not null references plans (id),
  box_id bigint not null,
  on_day text not null,
  -- In the writer's words: 「12人」
  value text not null,
  note text not null,
  at text not null,
  by_label text not null
);
create index plans_measurements_by_plan on plans_measurements (plan_id, box_id, on_day);

create table plans_reviews (
  id {{id}},
  plan_id bigint not null references plans (id),
  on_day text not null,
  -- Where it was looked at: 「第3回 協議会」
  place text not null,
  -- What was seen, and what is to be done with the whole.
  saw text not null,
  verdict text not null constraint plans_reviews_verdict check (verdict in ('keep', 'change', 'stop')),
  why text not null,
  next_on text,
  -- Its writers were told that the day of the next one comes.
  told_at text,
  -- The boxes as they stood, with their values and what was said of each (JSON).
  content text not null,
  fictitious boolean not null,
  form_key text not null,
  revision bigint not null,
  at text not null,
  by_label text not null
);
create unique index plans_reviews_form_key on plans_reviews (form_key);
create index plans_reviews_by_plan on plans_reviews (plan_id, on_day);
create index plans_reviews_by_next on plans_reviews (next_on);

-- 次にすること: what a review leaves to be done.
create table plans_steps (
  id {{id}},
  plan_id bigint not null references plans (id),
  review_id bigint not null references plans_reviews (id),
  what text not null,
  who text not null,
  due_on text,
  done_on text,
  done_by text not null
);
create index plans_steps_by_plan on plans_steps (plan_id);

create table plans_comments (
  id {{id}},
  plan_id bigint not null references plans (id),
  -- Null: about the whole, or about a box that is gone.
  box_id bigint,
  -- What the box said when it was commented on; empty for the whole.
  about text not null,
  words text not null,
  form_key text not null,
  at text not null,
  by_label text not null,
  settled_at text,
  settled_by text not null
);
create unique index plans_comments_form_key on plans_comments (form_key);
create index plans_comments_by_plan on plans_comments (plan_id);
