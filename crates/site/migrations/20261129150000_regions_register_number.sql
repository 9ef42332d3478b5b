-- Moves on with every change of the register and its facts: nodes know by it whether what they keep in memory is still so. One row.
create table regions_register_number (
  number bigint not null
);
insert into regions_register_number (number) values (1);
