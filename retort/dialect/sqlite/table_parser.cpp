// Reads SQLite's grammar of CREATE TABLE (parse.y of its sources), in which the text of a table has passed already: what follows the grammar
// is taken as it stands, so that the parser need not know what an expression is, only where it ends.
#include <retort/dialect/sqlite/table_definition.hpp>
#include <retort/dialect/sqlite/tokens.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::sqlite {

namespace {

using Kind = DefinedConstraint::Kind;

class TableParser {
public:
    explicit TableParser(std::string_view sql) : sql_{sql}, tokens_{tokenize(sql)} {}

    TableDefinition parse() {
        read_head();
        read_items();
        read_tail();
        return std::move(table_);
    }

private:
    const Token& peek(std::size_t distance = 0) const noexcept { return tokens_[std::min(at_ + distance, tokens_.size() - 1)]; }
    std::size_t begin_of(const Token& token) const noexcept { return static_cast<std::size_t>(token.text.data() - sql_.data()); }
    std::size_t end_of(const Token& token) const noexcept { return begin_of(token) + token.text.size(); }
    /// Where the last token that was read ends.
    std::size_t last_end() const noexcept { return at_ == 0 ? 0 : end_of(tokens_[at_ - 1]); }
    std::string_view between(std::size_t begin, std::size_t end) const noexcept { return sql_.substr(begin, end - begin); }
    /// From the token at `first` to the last one that was read.
    std::string text_from(std::size_t first) const { return std::string{between(begin_of(tokens_[first]), last_end())}; }
    std::string space_before_next() const { return std::string{between(last_end(), begin_of(peek()))}; }

    [[noreturn]] void fail(std::string_view expected) const {
        constexpr std::size_t shown = 40;
        const auto place = begin_of(peek());
        const auto start = place > shown ? place - shown : 0;
        const auto table = table_.name.empty() ? std::string{"a table"} : "the table '" + table_.name + "'";
        const auto here = peek().kind == Token::Kind::end ? std::string{"at its end"}
                                                          : "at ▶" + std::string{between(place, std::min(place + shown, sql_.size()))};
        throw CompileError{"SQLite's definition of " + table + " cannot be read " + here + ", where " + std::string{expected} +
                           " was expected, behind: " + std::string{between(start, place)}};
    }

    bool accept(std::string_view keyword) {
        if (!peek().is(keyword)) return false;
        ++at_;
        return true;
    }
    bool accept(char mark) {
        if (!peek().is(mark)) return false;
        ++at_;
        return true;
    }
    void expect(std::string_view keyword) {
        if (!accept(keyword)) fail(keyword);
    }
    void expect(char mark) {
        if (!accept(mark)) fail(std::string{'\'', mark, '\''});
    }
    std::string expect_name(std::string_view what) {
        if (!peek().is_name()) fail(what);
        return tokens_[at_++].name();
    }

    /// Reads from a bracket that opens to the one that closes it, and gives what stands between.
    std::string bracketed() {
        expect('(');
        const auto begin = last_end();
        for (int depth = 1;; ++at_) {
            if (peek().kind == Token::Kind::end || peek().kind == Token::Kind::broken) fail("')'");
            if (peek().is('(')) ++depth;
            if (peek().is(')') && --depth == 0) break;
        }
        const auto end = begin_of(peek());
        ++at_;
        return std::string{strip(between(begin, end))};
    }

    void read_head() {
        expect("CREATE");
        table_.temporary = accept("TEMP") || accept("TEMPORARY");
        expect("TABLE");
        if (accept("IF")) {
            expect("NOT");
            expect("EXISTS");
        }
        if (peek(1).is('.')) at_ += 2;
        const auto name_begin = begin_of(peek());
        table_.before_name = between(0, name_begin);
        table_.name_text = peek().text;
        table_.name = expect_name("the name of the table");
        const auto after = last_end();
        expect('(');
        table_.after_name = between(after, last_end());
    }

    void read_items() {
        do {
            if (begins_table_constraint()) break;
            read_column();
        } while (end_item(table_.columns.back()));
        if (!begins_table_constraint() || table_.columns.empty()) return require_end();
        bool follows_comma = true;
        do {
            read_table_constraint(follows_comma);
            follows_comma = end_item(table_.constraints.back());
            if (!begins_table_constraint() && (follows_comma || !peek().is(')')))
                fail(follows_comma ? "a constraint of the table" : "',' or ')'");
        } while (!peek().is(')'));
    }

    void require_end() const {
        if (table_.columns.empty()) fail("the name of a column");
        if (!peek().is(')')) fail("',' or ')'");
    }

    bool begins_table_constraint() const noexcept {
        constexpr std::array<std::string_view, 5> words{"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"};
        return std::any_of(words.begin(), words.end(), [this](std::string_view word) { return peek().is(word); });
    }

    /// Reads the comma behind an item, and a comment on it that stands behind the comma. False where there is no comma.
    template <class Item>
    bool end_item(Item& item) {
        const std::string space = space_before_next();
        const auto comma = begin_of(peek());
        const bool more = peek().is(',');
        if (more) {
            item.after = space;
            ++at_;
            item.trailing = comment_in_line(between(comma + 1, begin_of(peek())));
        } else if (peek().is(')')) {
            item.trailing = comment_in_line(space);
            table_.closing = space.substr(item.trailing.size());
        }
        taken_ = item.trailing.size();
        return more;
    }

    /// The comments at the front of `space` that end their line.
    static std::string comment_in_line(std::string_view space) {
        std::size_t end = 0;
        for (std::size_t at = 0; at < space.size(); ++at) {
            if (space[at] == '\n') return std::string{space.substr(0, end)};
            if (space.substr(at).starts_with("--")) return std::string{space.substr(0, space.find('\n', at))};
            if (space.substr(at).starts_with("/*")) {
                const auto close = space.find("*/", at + 2);
                if (close == std::string_view::npos) return {};
                if (space.substr(at, close - at).find('\n') != std::string_view::npos) return {};
                at = close + 1;
                end = close + 2;
            }
        }
        return {};
    }

    /// White space in front of an item, without the comment that belongs to the item before.
    std::string space_of_item() {
        auto space = space_before_next();
        return space.substr(std::exchange(taken_, 0));
    }

    void read_column() {
        ColumnDefinition column;
        column.before = space_of_item();
        column.name_text = peek().text;
        column.name = expect_name("the name of a column");
        if (begins_type()) {
            column.type_before = space_before_next();
            column.type = read_type();
        }
        while (!peek().is(',') && !peek().is(')')) {
            column.constraints.push_back(read_column_constraint(column.name));
        }
        table_.columns.push_back(std::move(column));
    }

    /// GENERATED is a word like any other to SQLite, which looks only afterwards whether a type ends in it.
    bool begins_type() const noexcept {
        constexpr std::array<std::string_view, 11> constraints{
            "CONSTRAINT", "DEFAULT", "NULL", "NOT", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "DEFERRABLE", "COLLATE", "AS"};
        if (!peek().is_name() || is_generated()) return false;
        return std::none_of(constraints.begin(), constraints.end(), [this](std::string_view word) { return peek().is(word); });
    }

    bool is_generated() const noexcept { return peek().is("GENERATED") && peek(1).is("ALWAYS") && peek(2).is("AS"); }

    std::string read_type() {
        const auto first = at_;
        while (begins_type())
            ++at_;
        if (peek().is('(')) bracketed();
        return text_from(first);
    }

    DefinedConstraint read_column_constraint(const std::string& column) {
        DefinedConstraint constraint;
        constraint.before = space_before_next();
        const auto first = at_;
        if (accept("CONSTRAINT")) constraint.name = expect_name("the name of a constraint");
        read_column_constraint_body(constraint, column);
        constraint.text = text_from(first);
        return constraint;
    }

    void read_column_constraint_body(DefinedConstraint& constraint, const std::string& column) {
        if (accept("DEFAULT")) return read_default(constraint);
        if (accept("NULL")) return finish(constraint, Kind::null);
        if (accept("NOT")) {
            if (peek().is("DEFERRABLE")) return read_deferral(constraint, at_ - 1);
            expect("NULL");
            return finish(constraint, Kind::not_null);
        }
        if (accept("PRIMARY")) {
            expect("KEY");
            constraint.columns = {column};
            constraint.descending = accept("DESC");
            if (!constraint.descending) accept("ASC");
            finish(constraint, Kind::primary_key);
            constraint.autoincrement = accept("AUTOINCREMENT");
            return;
        }
        if (accept("UNIQUE")) {
            constraint.columns = {column};
            return finish(constraint, Kind::unique);
        }
        if (accept("CHECK")) {
            constraint.expression = bracketed();
            return finish(constraint, Kind::check);
        }
        if (peek().is("REFERENCES")) {
            constraint.columns = {column};
            return read_reference(constraint);
        }
        if (accept("DEFERRABLE")) return read_deferral(constraint, at_ - 1);
        if (accept("COLLATE")) {
            constraint.kind = Kind::collate;
            constraint.expression = expect_name("the name of a collation");
            return;
        }
        if (is_generated() || peek().is("AS")) return read_generated(constraint);
        if (constraint.name.empty()) fail("a constraint of the column");
    }

    void read_generated(DefinedConstraint& constraint) {
        constraint.kind = Kind::generated;
        if (is_generated()) at_ += 2;
        expect("AS");
        constraint.expression = bracketed();
        constraint.stored = accept("STORED");
        if (!constraint.stored) accept("VIRTUAL");
    }

    void read_default(DefinedConstraint& constraint) {
        constraint.kind = Kind::default_;
        const auto first = at_;
        if (peek().is('(')) {
            bracketed();
        } else {
            if (peek().is('+') || peek().is('-')) ++at_;
            if (!peek().is_name() && peek().kind != Token::Kind::number && peek().kind != Token::Kind::blob)
                fail("the value of the default");
            ++at_;
        }
        constraint.expression = text_from(first);
    }

    void finish(DefinedConstraint& constraint, Kind kind) {
        constraint.kind = kind;
        if (!peek().is("ON") || !peek(1).is("CONFLICT")) return;
        at_ += 2;
        constraint.on_conflict = to_upper_ascii(expect_name("what happens on a conflict"));
    }

    void read_deferral(DefinedConstraint& constraint, std::size_t first) {
        constraint.kind = Kind::deferral;
        constraint.deferral = read_deferral_text(first);
    }

    /// The rest of `[NOT] DEFERRABLE [INITIALLY …]`, which begins with the token `first`.
    std::string read_deferral_text(std::size_t first) {
        accept("DEFERRABLE");
        if (accept("INITIALLY")) ++at_;
        return text_from(first);
    }

    void read_reference(DefinedConstraint& constraint) {
        constraint.kind = Kind::foreign_key;
        expect("REFERENCES");
        constraint.referred_table = expect_name("the name of a table");
        if (peek().is('(')) constraint.referred_columns = read_names();
        for (;;) {
            if (accept("MATCH")) {
                expect_name("a word");
            } else if (peek().is("ON") && !peek(1).is("CONFLICT")) {
                read_action(constraint);
            } else {
                break;
            }
        }
        const auto first = at_;
        if (peek().is("NOT") && peek(1).is("DEFERRABLE")) ++at_;
        if (accept("DEFERRABLE")) constraint.deferral = read_deferral_text(first);
    }

    void read_action(DefinedConstraint& constraint) {
        expect("ON");
        const bool deleting = accept("DELETE");
        const bool updating = !deleting && accept("UPDATE");
        if (!deleting && !updating) expect("INSERT");
        ReferentialAction action = ReferentialAction::no_action;
        if (accept("SET")) {
            action = accept("NULL") ? ReferentialAction::set_null : ReferentialAction::set_default;
            if (action == ReferentialAction::set_default) expect("DEFAULT");
        } else if (accept("CASCADE")) {
            action = ReferentialAction::cascade;
        } else if (accept("RESTRICT")) {
            action = ReferentialAction::restrict_;
        } else {
            expect("NO");
            expect("ACTION");
        }
        if (deleting) constraint.on_delete = action;
        if (updating) constraint.on_update = action;
    }

    /// Names between brackets, and whatever else stands with them there: `(a COLLATE nocase DESC, b)`. Of an expression nothing is given.
    std::vector<std::string> read_names(bool* autoincrement = nullptr) {
        expect('(');
        std::vector<std::string> names;
        do {
            if (peek().is_name() && !peek(1).is('(')) names.push_back(peek().name());
            for (int depth = 0; depth > 0 || (!peek().is(',') && !peek().is(')')); ++at_) {
                if (peek().kind == Token::Kind::end || peek().kind == Token::Kind::broken) fail("')'");
                if (peek().is('(')) ++depth;
                if (peek().is(')')) --depth;
                if (autoincrement != nullptr && peek().is("AUTOINCREMENT")) *autoincrement = true;
            }
        } while (accept(','));
        expect(')');
        return names;
    }

    void read_table_constraint(bool follows_comma) {
        TableConstraint constraint;
        constraint.follows_comma = follows_comma;
        constraint.before = space_of_item();
        const auto first = at_;
        if (accept("CONSTRAINT")) constraint.name = expect_name("the name of a constraint");
        read_table_constraint_body(constraint);
        constraint.text = text_from(first);
        table_.constraints.push_back(std::move(constraint));
    }

    void read_table_constraint_body(DefinedConstraint& constraint) {
        if (accept("PRIMARY")) {
            expect("KEY");
            constraint.columns = read_names(&constraint.autoincrement);
            return finish(constraint, Kind::primary_key);
        }
        if (accept("UNIQUE")) {
            constraint.columns = read_names();
            return finish(constraint, Kind::unique);
        }
        if (accept("CHECK")) {
            constraint.expression = bracketed();
            return finish(constraint, Kind::check);
        }
        if (accept("FOREIGN")) {
            expect("KEY");
            constraint.columns = read_names();
            return read_reference(constraint);
        }
        if (constraint.name.empty()) fail("a constraint of the table");
    }

    void read_tail() {
        const auto first = at_;
        expect(')');
        while (peek().kind != Token::Kind::end) {
            if (accept("WITHOUT")) {
                expect("ROWID");
                table_.without_rowid = true;
            } else if (accept("STRICT")) {
                table_.strict = true;
            } else if (!accept(',') && !accept(';')) {
                fail("the end of the table");
            }
        }
        table_.tail = between(begin_of(tokens_[first]), sql_.size());
    }

    std::string_view sql_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::size_t taken_ = 0;  // how much of the space in front of the next item belongs to the item before
    TableDefinition table_;
};

}  // namespace

TableDefinition TableDefinition::parse(std::string_view sql) {
    return TableParser{sql}.parse();
}

}  // namespace retort::sqlite
