-- A data set that has its hash is never changed and never removed.
create function surveys_data_sets_refuse() returns trigger language plpgsql as
$$ begin raise exception 'a data set is never changed'; end $$;
create trigger surveys_data_sets_no_update before update on surveys_data_sets
for each row when (old.hash <> '') execute function surveys_data_sets_refuse();
create trigger surveys_data_sets_no_delete before delete or truncate on surveys_data_sets
for each statement execute function surveys_data_sets_refuse();
create trigger surveys_data_set_rows_no_change before update or delete or truncate on surveys_data_set_rows
for each statement execute function surveys_data_sets_refuse();
create function surveys_data_set_rows_refuse() returns trigger language plpgsql as
$$ begin
  if (select hash from surveys_data_sets where id = new.data_set_id) <> '' then
    raise exception 'a data set is never changed';
  end if;
  return new;
end $$;
create trigger surveys_data_set_rows_no_insert before insert on surveys_data_set_rows
for each row execute function surveys_data_set_rows_refuse();
