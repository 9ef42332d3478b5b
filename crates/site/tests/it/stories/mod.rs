//! What people do, told through HTTP and HTML, on both databases.

mod cases;
mod cases_life;
mod cases_lists;
mod cases_writing;
mod home;
mod invitations;
mod operations;
mod people;
mod people_limits;
mod profile;
mod programmes;
mod regions;
mod regions_import;
mod registration;
mod requests;
mod retention;
mod search;
mod survey_sheets;
mod survey_tables;
mod surveys;
mod surveys_data_set;
mod surveys_published;
mod surveys_room;
mod web;
