#include "reference.hpp"

#include <algorithm>

namespace property {

const Rule& rule_of(Kind child, std::size_t slot) {
    return *std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.child == child && rule.slot == slot; });
}

std::vector<Uid> World::of(Kind kind) const {
    std::vector<Uid> out;
    for (const auto& [uid, row] : rows) {
        if (row.kind == kind) out.push_back(uid);
    }
    return out;
}

std::vector<Uid> World::children(const Rule& rule, Uid parent) const {
    std::vector<Uid> out;
    for (const auto& [uid, row] : rows) {
        if (row.kind == rule.child && row.link[rule.slot] == parent) out.push_back(uid);
    }
    return out;
}

void World::link(Uid child, std::size_t slot, Uid parent) {
    Row& row = at(child);
    if (row.kind == Kind::profile) {
        for (const Uid other : children(rule_of(Kind::profile, 0), parent)) {
            if (other != child) unlink(other, 0);
        }
    }
    row.link[slot] = parent;
    row.orphan = false;
}

void World::unlink(Uid child, std::size_t slot) {
    Row& row = at(child);
    if (row.link[slot] == 0) return;
    if (rule_of(row.kind, slot).on_remove == OnRemove::cascade) {
        if (!row.persistent) {
            rows.erase(child);
            return;
        }
        row.orphan = true;
    }
    row.link[slot] = 0;
}

std::set<Uid> World::with_cascade(Uid uid) const {
    std::set<Uid> out{uid};
    for (const Rule& rule : rules) {
        if (rule.on_remove != OnRemove::cascade || rule.parent != at(uid).kind) continue;
        for (const Uid child : children(rule, uid)) {
            const auto more = with_cascade(child);
            out.insert(more.begin(), more.end());
        }
    }
    return out;
}

std::set<Uid> World::doomed() const {
    std::set<Uid> out;
    for (const auto& [uid, row] : rows) {
        if (row.removed || row.orphan) {
            const auto more = with_cascade(uid);
            out.insert(more.begin(), more.end());
        }
    }
    return out;
}

std::set<Uid> World::flush() {
    const std::set<Uid> gone = doomed();
    for (const Uid uid : gone) {
        rows.erase(uid);
    }
    for (auto& [uid, row] : rows) {
        for (Uid& parent : row.link) {
            if (gone.count(parent) != 0) parent = 0;
        }
        row.persistent = true;
    }
    std::erase_if(powers, [&](const auto& pair) { return gone.count(pair.first) != 0 || gone.count(pair.second) != 0; });
    return gone;
}

namespace {

std::string quoted(const std::string& text) {
    return "'" + text + "'";
}

std::string json_list(const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& one : list) {
        out += (out.empty() ? "" : ", ") + ('"' + one + '"');
    }
    return "'[" + out + "]'";
}

std::string json_map(const std::map<std::string, int>& map) {
    std::string out;
    for (const auto& [key, value] : map) {
        out += (out.empty() ? "\"" : ", \"") + key + "\": " + std::to_string(value);
    }
    return "'{" + out + "}'";
}

std::string json_data(const std::optional<std::vector<int>>& tags) {
    if (!tags) return "None";
    std::string out;
    for (const int tag : *tags) {
        out += (out.empty() ? "" : ", ") + std::to_string(tag);
    }
    return "'{\"tags\": [" + out + "]}'";
}

}  // namespace

std::vector<std::string> World::dump() const {
    const auto key = [this](Uid uid) {
        if (uid == 0) return std::string{"None"};
        return at(uid).kind == Kind::country ? quoted(at(uid).code) : std::to_string(at(uid).id);
    };
    std::vector<std::string> lines;
    for (const auto& [uid, row] : rows) {
        std::string line = std::string{kind_names[static_cast<std::size_t>(row.kind)]} + ": ";
        if (row.kind == Kind::assignment) {
            line += key(row.link[0]) + ", " + key(row.link[1]) + ", " + quoted(row.text);
            lines.push_back(line);
            continue;
        }
        line += key(uid) + ", " + quoted(row.text);
        switch (row.kind) {
        case Kind::hero:
            line += ", " + (row.number ? std::to_string(*row.number) : "None") + ", " + json_list(row.list) + ", " + json_map(row.map) +
                    ", " + json_data(row.json) + ", " + key(row.link[0]) + ", " + key(row.link[1]);
            break;
        case Kind::profile:
        case Kind::order:
        case Kind::item:
        case Kind::category: line += ", " + key(row.link[0]); break;
        default: break;
        }
        lines.push_back(line);
    }
    for (const auto& [hero, power] : powers) {
        lines.push_back("heropower: " + key(hero) + ", " + key(power));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

}  // namespace property
