#include <retort/cli/passwords.hpp>

namespace retort::cli {

std::string hide_passwords(std::string_view text) {
    std::string out;
    while (true) {
        const auto begin = text.find("://");
        if (begin == std::string_view::npos) break;
        out += text.substr(0, begin + 3);
        text.remove_prefix(begin + 3);
        // A password may hold anything that its writer forgot to encode, '/' and '@' too: up to the last '@' of the word.
        const auto word = text.substr(0, text.find_first_of(" \t\r\n\"'`<>"));
        const auto at = word.rfind('@');
        const auto colon = word.find(':');
        if (at == std::string_view::npos || colon > at) continue;
        out += text.substr(0, colon + 1);
        out += "***";
        text.remove_prefix(at);
    }
    out += text;
    return out;
}

}  // namespace retort::cli
