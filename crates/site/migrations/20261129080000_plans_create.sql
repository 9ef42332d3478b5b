-- ロジックモデル: a municipality's plan from the final outcome back to what is done.

create table plans (
  id {{id}},
  municipality_code text not null references regions_municipalities (code),
  prefecture_code text not null references regions_prefectures (code),
  title text not null,
  -- Empty: no single scene.
  scene text not null,
  -- 目標, 現状, 真因, 課題の仮説
  goal text not null,
  present text not null,
  cause text not null,
  hypothesis text not null,
  -- Where the representatives agreed to it, and when; empty and null until then.
  agreed_by text not null,
  agreed_on text,
  -- 'own': the town and its coordinators; 'shared': its prefecture reads it, too; 'put_aside': in nobody's list.
  state text not null constraint plans_state check (state in ('own', 'shared', 'put_aside')),
  -- What it was begun from, in words; empty for a blank one.
  begun_from text not null,
  fictitious boolean not null,
  -- Drawn when the empty form was shown: the same form sent twice makes one plan.
  form_key text not null,
  -- Counts up at every change of the plan's own words: a save over somebody else's is noticed.
  revision bigint not null,
  created_at text not null,
  updated_at text not null,
  updated_by text not null
);
create unique index plans_form_key on plans (form_key);
create index plans_by_municipality on plans (municipality_code, state);

create table plans_boxes (
  id {{id}},
  plan_id bigint not null references plans (id),
  level text not null constraint plans_boxes_level check (level in ('final', 'middle', 'first', 'output', 'activity')),
  position bigint not null,
  words text not null,
  -- Of an outcome or output: how it is seen.
  indicator text not null,
  baseline text not null,
  target text not null,
  observed_how text not null,
  observed_by text not null,
  -- Of an activity: who does it, and how far it is.
  who text not null,
  progress text not null constraint plans_boxes_progress check (progress in ('', 'not_begun', 'doing', 'done')),
  -- By when, in words: 「令和9年3月」
  due text not null,
  revision bigint not null,
  updated_by text not null
);
create index plans_boxes_by_plan on plans_boxes (plan_id, level, position);

-- What leads to what: from the side of what is done to the side of the outcome.
create table plans_links (
  plan_id bigint not null references plans (id),
  from_box bigint not null references plans_boxes (id),
  to_box bigint not null references plans_boxes (id),
  primary key (from_box, to_box)
);
create index plans_links_by_plan on plans_links (plan_id);
