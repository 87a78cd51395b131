// expect: retort: an EnumRange must lie within the values of its enum's underlying type
#include <retort/model.hpp>

enum class Fine : unsigned char { a, b = 255 };
template <>
struct retort::reflection::EnumRange<Fine> {
    static constexpr int first = 0;
    static constexpr int last = 255;
};
const auto& fine = retort::reflection::enumerators<Fine>();

#ifdef RETORT_EXPECT_FAILURE
enum class Wrong : unsigned char { a, b = 255 };
template <>
struct retort::reflection::EnumRange<Wrong> {
    static constexpr int first = 0;
    static constexpr int last = 256;
};
const auto& wrong = retort::reflection::enumerators<Wrong>();
#endif
