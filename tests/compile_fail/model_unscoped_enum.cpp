// expect: retort: an enum needs a fixed underlying type to be a column; write enum class E, or enum E : int
#include <retort/model.hpp>

enum class Fine { a, b };
struct FineModel {
    Fine kind = Fine::a;
};
const auto& fine = retort::describe<FineModel>();
const auto& fine_names = retort::reflection::enumerators<Fine>();

#ifdef RETORT_EXPECT_FAILURE
enum Wrong { c, d };
struct WrongModel {
    Wrong kind = c;
};
const auto& wrong = retort::describe<WrongModel>();
#endif
