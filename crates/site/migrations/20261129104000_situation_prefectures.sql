-- 支援の記録: what a prefecture did for which of its municipalities.

create table situation_supports (
  id {{id}},
  prefecture_code text not null references regions_prefectures (code),
  on_day text not null,
  -- Empty: no single scene.
  scene text not null,
  words text not null,
  form_key text not null,
  fictitious boolean not null,
  at text not null,
  by_label text not null
);
create unique index situation_supports_form_key on situation_supports (form_key);
create index situation_supports_by_prefecture on situation_supports (prefecture_code, on_day);

create table situation_supported (
  support_id bigint not null references situation_supports (id),
  municipality_code text not null references regions_municipalities (code),
  primary key (support_id, municipality_code)
);
create index situation_supported_by_municipality on situation_supported (municipality_code);
