-- Answers that a language model put together from the passages (AIのまとめ): whether it may, how much, what came of it.

-- One row: the office's switch and limits.
create table ask_composing (
    id bigint primary key constraint ask_composing_is_one check (id = 1),
    stopped boolean not null,
    letters_per_day bigint not null constraint ask_composing_day_is_a_number check (letters_per_day >= 0),
    letters_per_month bigint not null constraint ask_composing_month_is_a_number check (letters_per_month >= 0),
    changed_at text,
    changed_by text not null,
    -- Every request counts here first, so that two at once do not both take the last of a limit.
    requests bigint not null,
    last_fault text not null,
    last_fault_at text
);

insert into ask_composing (id, stopped, letters_per_day, letters_per_month, changed_by, requests, last_fault)
    values (1, false, 200000, 2000000, '', 0, '');

-- What went out and came back, by day: never by person, never what was asked.
create table ask_composed_days (
    day text primary key,
    requests bigint not null,
    letters_sent bigint not null,
    letters_received bigint not null,
    tokens bigint not null,
    held bigint not null,
    unheld bigint not null,
    failed bigint not null,
    reused bigint not null
);

-- What was put together and held, or why it did not, under the question with its passages and the model.
create table ask_composed (
    key text primary key,
    model text not null,
    claims text not null,
    unheld text not null,
    made_at text not null
);
create index ask_composed_by_age on ask_composed (made_at);
