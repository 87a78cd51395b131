// expect: retort: the functions of one validated_by take values of one type
#include <retort/model.hpp>

void is_title(const std::string&, retort::Problems&);
void is_even(const int&, retort::Problems&);

struct Fine {
    retort::Field<std::string, retort::validated_by<&is_title>> title;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    retort::Field<std::string, retort::validated_by<&is_title, &is_even>> title;
};
const auto& wrong = retort::describe<Wrong>();
#endif
