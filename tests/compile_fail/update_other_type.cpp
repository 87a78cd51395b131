// expect: retort: a field has another type than the field of its name in the other model, and neither becomes the other; FieldTypesFit<...> names it
#include <retort/retort.hpp>

struct Hero {
    std::string name;
    std::optional<int> age;
};
struct HeroUpdate {
    retort::Patch<std::string> name;
#ifdef RETORT_EXPECT_FAILURE
    retort::Patch<std::string> age;
#else
    retort::Patch<int> age;
#endif
};

void change(Hero& hero, const HeroUpdate& update) {
    retort::update_from(hero, update);
}
