-- 市町村への連絡: that a prefecture wrote to its municipalities, so that it does so once and not too often.

create table situation_letters (
  id {{id}},
  prefecture_code text not null references regions_prefectures (code),
  on_day text not null,
  subject text not null,
  form_key text not null,
  at text not null,
  by_label text not null
);
create unique index situation_letters_form_key on situation_letters (form_key);
create index situation_letters_by_day on situation_letters (prefecture_code, on_day);
