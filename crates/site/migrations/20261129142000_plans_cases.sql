-- That a review of a plan became a draft case of its town: so that it does so once, and the review says which.

create table plans_review_cases (
  review_id bigint not null primary key references plans_reviews (id),
  plan_id bigint not null references plans (id),
  -- Of the case; it may be thrown away there.
  case_number bigint not null,
  at text not null,
  by_label text not null
);
create index plans_review_cases_by_plan on plans_review_cases (plan_id);
