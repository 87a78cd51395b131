// expect: retort: behind its target a foreign_key takes an on_delete and an on_update action only, on_delete::cascade for example
#include <retort/model.hpp>

retort::Field<int, retort::foreign_key<"team.id", retort::on_delete::cascade, retort::on_update::restrict>> fine;

#ifdef RETORT_EXPECT_FAILURE
retort::Field<int, retort::foreign_key<"team.id", 3>> wrong;
#endif
