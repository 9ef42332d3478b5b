-- A data set that has its hash is never changed and never removed.
create trigger surveys_data_sets_no_update before update on surveys_data_sets when old.hash <> ''
begin select raise(abort, 'a data set is never changed'); end;
create trigger surveys_data_sets_no_delete before delete on surveys_data_sets
begin select raise(abort, 'a data set is never removed'); end;
create trigger surveys_data_set_rows_no_update before update on surveys_data_set_rows
begin select raise(abort, 'a data set is never changed'); end;
create trigger surveys_data_set_rows_no_delete before delete on surveys_data_set_rows
begin select raise(abort, 'a data set is never changed'); end;
create trigger surveys_data_set_rows_no_insert before insert on surveys_data_set_rows
when (select hash from surveys_data_sets where id = new.data_set_id) <> ''
begin select raise(abort, 'a data set is never changed'); end;
