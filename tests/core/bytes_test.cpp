#include <retort/core/bytes.hpp>

#include <gtest/gtest.h>

namespace {

using retort::Bytes;

TEST(Bytes, HexReadsBackWhatItWrote) {
    const auto bytes = retort::bytes_from(std::string_view{"\x00\xff\x10z", 4});

    EXPECT_EQ(retort::to_hex(bytes), "00ff107a");
    EXPECT_EQ(retort::from_hex("00FF107a"), bytes);
    EXPECT_EQ(retort::from_hex("00f"), std::nullopt);
    EXPECT_EQ(retort::from_hex("0g"), std::nullopt);
}

TEST(Bytes, Base64PadsAsRfc4648Shows) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [plain, coded] : cases) {
        EXPECT_EQ(retort::to_base64(retort::bytes_from(plain)), coded);
        EXPECT_EQ(retort::from_base64(coded), retort::bytes_from(plain));
    }
    EXPECT_EQ(retort::from_base64("Zg="), std::nullopt);
    EXPECT_EQ(retort::from_base64("Z==="), std::nullopt);
    EXPECT_EQ(retort::from_base64("Zm9*"), std::nullopt);
}

TEST(Bytes, ReprIsPythons) {
    EXPECT_EQ(retort::repr_bytes(retort::bytes_from(std::string_view{"\0ab\n\xff\\", 6})), R"(b'\x00ab\n\xff\\')");
    EXPECT_EQ(retort::repr_bytes(retort::bytes_from("it's")), R"(b"it's")");
    EXPECT_EQ(retort::repr_bytes(retort::bytes_from("it's \"x\"")), R"(b'it\'s "x"')");
}

}  // namespace
