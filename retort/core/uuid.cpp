#include <retort/core/uuid.hpp>

#include <pthread.h>
#include <sys/random.h>

#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <system_error>

#include <retort/core/error.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/text.hpp>

namespace retort {

namespace {

// Reading and writing keys is on the path of every row: a table of pairs for the one, arithmetic for the other.
constexpr auto hex_pairs = [] {
    std::array<char, 512> pairs{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
        pairs[byte * 2] = "0123456789abcdef"[byte >> 4];
        pairs[byte * 2 + 1] = "0123456789abcdef"[byte & 0xf];
    }
    return pairs;
}();

// Eight digits at once, in the lanes of one word; looking up each in a table took three times as long. Zero where all were digits.
std::uint64_t read_eight(const char* from, std::uint8_t* to) noexcept {
    constexpr std::uint64_t each = 0x0101010101010101;
    std::uint64_t text = 0;
    std::memcpy(&text, from, sizeof text);
    if constexpr (std::endian::native == std::endian::big) text = __builtin_bswap64(text);
    const std::uint64_t letter = text >> 6 & each;  // 1 where a letter must stand: 0x41 to 0x46, or 0x61 to 0x66
    const std::uint64_t low = text & each * 0x0f;
    const std::uint64_t value = low + letter * 9;  // at most 24: no lane runs over
    const std::uint64_t expected = each * 0x30 + letter * 0x30 + low;
    const std::uint64_t ten_or_more = (value + each * 6) >> 4 & each;
    const std::uint64_t bad = ((text | letter << 5) ^ expected) | (ten_or_more ^ letter) | (value & each * 0x10);
    std::uint64_t packed = (value << 4 | value >> 8) & 0x00ff00ff00ff00ff;
    packed = (packed | packed >> 8) & 0x0000ffff0000ffff;
    auto bytes = static_cast<std::uint32_t>(packed | packed >> 16);
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap32(bytes);
    std::memcpy(to, &bytes, sizeof bytes);
    return bad;
}

std::optional<Uuid> read_bare(const char* text) noexcept {
    std::array<std::uint8_t, 16> bytes;
    std::uint64_t bad = 0;
    for (std::size_t index = 0; index < 4; ++index)
        bad |= read_eight(text + index * 8, bytes.data() + index * 4);
    if (bad != 0) return std::nullopt;
    return Uuid{bytes};
}

std::optional<Uuid> read_hyphenated(const char* text) noexcept {
    if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return std::nullopt;
    char digits[32];
    std::memcpy(digits, text, 8);
    std::memcpy(digits + 8, text + 9, 4);
    std::memcpy(digits + 12, text + 14, 4);
    std::memcpy(digits + 16, text + 19, 4);
    std::memcpy(digits + 20, text + 24, 12);
    return read_bare(digits);
}

std::atomic<unsigned> forks{0};

void count_fork() noexcept {
    forks.fetch_add(1, std::memory_order_relaxed);
}

[[maybe_unused]] const int watching_forks = pthread_atfork(nullptr, nullptr, count_fork);

// Random bytes of the operating system, 256 UUIDs at a time. A Mersenne twister was rejected: who sees some of its output can tell the
// rest, and keys end up in URLs. A child process must not hand out what its parent still holds, so each fork empties the store.
class RandomStore {
public:
    void take(std::uint8_t* out16) {
        const unsigned now = forks.load(std::memory_order_relaxed);
        if (next_ == sizeof bytes_ || forks_ != now) {
            fill();
            forks_ = now;
        }
        std::memcpy(out16, bytes_ + next_, 16);
        std::memset(bytes_ + next_, 0, 16);
        next_ += 16;
    }

private:
    void fill() {
        next_ = sizeof bytes_;  // stays empty where getrandom fails half-way
        for (std::size_t have = 0; have < sizeof bytes_;) {
            const auto got = getrandom(bytes_ + have, sizeof bytes_ - have, 0);
            if (got > 0)
                have += static_cast<std::size_t>(got);
            else if (errno != EINTR) {
                throw OperationalError{
                    {.message = "the operating system gives no random bytes: " + std::generic_category().message(errno)}};
            }
        }
        next_ = 0;
    }

    std::size_t next_ = sizeof bytes_;
    unsigned forks_ = 0;
    std::uint8_t bytes_[256 * 16];
};

}  // namespace

std::optional<Uuid> Uuid::try_parse(std::string_view text) noexcept {
    if (text.size() == 32) return read_bare(text.data());
    if (text.size() == 36) return read_hyphenated(text.data());
    if ((text.size() == 38 || text.size() == 34) && text.front() == '{' && text.back() == '}') {
        return try_parse(text.substr(1, text.size() - 2));
    }
    constexpr std::string_view prefix = "urn:uuid:";
    if (text.size() == prefix.size() + 36 && iequals(text.substr(0, prefix.size()), prefix)) {
        return read_hyphenated(text.data() + prefix.size());
    }
    return std::nullopt;
}

Uuid Uuid::parse(std::string_view text) {
    if (const auto uuid = try_parse(text)) return *uuid;
    throw ArgumentError{"not a UUID: " + python_repr(text.substr(0, 64))};
}

void Uuid::hex_to(char* out32) const noexcept {
    for (std::size_t index = 0; index < 16; ++index)
        std::memcpy(out32 + index * 2, hex_pairs.data() + bytes_[index] * std::size_t{2}, 2);
}

std::string Uuid::hex() const {
    std::string out(32, '\0');
    hex_to(out.data());
    return out;
}

std::string Uuid::str() const {
    char digits[32];
    hex_to(digits);
    std::string out(36, '-');
    std::memcpy(out.data(), digits, 8);
    std::memcpy(out.data() + 9, digits + 8, 4);
    std::memcpy(out.data() + 14, digits + 12, 4);
    std::memcpy(out.data() + 19, digits + 16, 4);
    std::memcpy(out.data() + 24, digits + 20, 12);
    return out;
}

std::ostream& Uuid::print(std::ostream& out, const Uuid& uuid) {
    return out << uuid.str();
}

Uuid uuid4() {
    thread_local RandomStore store;
    std::array<std::uint8_t, 16> bytes;
    store.take(bytes.data());
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
    return Uuid{bytes};
}

}  // namespace retort

std::size_t std::hash<retort::Uuid>::operator()(const retort::Uuid& uuid) const noexcept {
    std::uint64_t halves[2];
    std::memcpy(halves, uuid.bytes().data(), 16);
    return static_cast<std::size_t>(retort::hash_combine(halves[0], halves[1]));
}
