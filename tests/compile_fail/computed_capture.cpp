// expect: retort: a computed field takes a lambda without captures
#include <retort/model.hpp>

struct Hero {
    std::string name;
};

auto make(int n) {
#ifdef RETORT_EXPECT_FAILURE
    return retort::ComputedFields<Hero>{{"n", [n](const Hero&) { return n; }}};
#else
    return retort::ComputedFields<Hero>{{"n", [](const Hero& hero) { return hero.name; }}};
#endif
}
