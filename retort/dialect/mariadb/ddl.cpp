#include <retort/dialect/mariadb/ddl.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/identifiers.hpp>
#include <retort/dialect/mariadb/sql_text.hpp>
#include <retort/dialect/mariadb/type_names.hpp>

namespace retort::mariadb {

namespace {

constexpr std::string_view mariadb_prefix = "mariadb_";
constexpr std::string_view mysql_prefix = "mysql_";

/// Options of tables whose values are strings of SQL.
bool has_string_value(std::string_view option) {
    return option == "COMMENT" || option == "DATA_DIRECTORY" || option == "INDEX_DIRECTORY" || option == "PASSWORD" ||
           option == "CONNECTION";
}

bool sets_charset(std::string_view option) {
    return option == "CHARSET" || option == "CHARACTER_SET" || option == "DEFAULT_CHARSET" || option == "DEFAULT_CHARACTER_SET";
}

bool is_partitioning(std::string_view option) {
    return option == "PARTITION_BY" || option == "PARTITIONS" || option == "SUBPARTITION_BY" || option == "SUBPARTITIONS";
}

/// `DEFAULT CHARSET=utf8mb4`, `ENGINE=InnoDB`, `COLLATE utf8mb4_bin`: which words keep their `_`, and which take `=`, is SQLAlchemy's choice.
std::string table_option_sql(const std::string& option, const std::string& value) {
    const std::string written = has_string_value(option) ? string_literal(value) : value;
    if (is_partitioning(option)) return replace_all(option, "_", " ") + " " + written;
    const bool spaced = option == "DATA_DIRECTORY" || option == "INDEX_DIRECTORY" || option == "DEFAULT_COLLATE" ||
                        (sets_charset(option) && option.find('_') != std::string::npos);
    const bool joined = option != "TABLESPACE" && option != "DEFAULT_CHARACTER_SET" && option != "CHARACTER_SET" && option != "COLLATE";
    return (spaced ? replace_all(option, "_", " ") : option) + (joined ? "=" : " ") + written;
}

using Options = std::vector<std::pair<std::string, std::string>>;

void set_option(Options& options, std::string name, const std::string& value) {
    const auto found = std::find_if(options.begin(), options.end(), [&](const auto& one) { return one.first == name; });
    if (found != options.end()) {
        found->second = value;
    } else {
        options.emplace_back(std::move(name), value);
    }
}

/// What of a table's options concerns MariaDB, in the order in which it was given: but a collation behind its character set, which would
/// otherwise take it back, the comment behind all of these, and partitions at the end.
Options ordered_options(const Table& table) {
    Options options;
    for (const auto prefix : {mysql_prefix, mariadb_prefix}) {
        for (const auto& [name, value] : table.dialect_options) {
            if (name.starts_with(prefix)) set_option(options, to_upper_ascii(std::string_view{name}.substr(prefix.size())), value);
        }
    }
    if (!table.comment.empty()) set_option(options, "COMMENT", table.comment);
    const auto rank = [](const auto& option) {
        if (option.first == "PARTITION_BY") return 4;
        if (option.first == "SUBPARTITION_BY") return 6;
        if (is_partitioning(option.first)) return option.first == "PARTITIONS" ? 5 : 7;
        if (option.first == "COMMENT") return 3;
        return option.first == "COLLATE" ? 2 : 1;
    };
    std::stable_sort(options.begin(), options.end(), [&](const auto& one, const auto& other) { return rank(one) < rank(other); });
    return options;
}

std::string enumeration_sql(const SqlType& type) {
    std::string sql = "ENUM(";
    for (auto separator = ""; const auto& name : type.enumerators) {
        sql.append(separator).append(string_literal(name));
        separator = ",";
    }
    return sql + ")";
}

/// The types whose values are text, to which a collation belongs.
bool is_unlimited(const SqlType& type) {
    return type.kind == SqlType::Kind::text || type.kind == SqlType::Kind::large_binary || type.kind == SqlType::Kind::json ||
           type.kind == SqlType::Kind::jsonb;
}

class MariadbWriter final : public detail::DdlWriter {
public:
    std::string quote_identifier(std::string_view identifier) const override { return mariadb::quote_identifier(identifier); }
    std::string type_sql(const SqlType& type) const override { return mariadb::type_sql(type); }
    std::string column(const Table& table, const Column& column) const override {
        return definition(column, is_generated_key(table, column));
    }
    std::string definition(const Column& column, bool is_generated) const;
    std::string index_definition(const Index& index, bool if_not_exists) const {
        return index_words(index) + (if_not_exists ? "IF NOT EXISTS " : "") + quote_identifier(index.name) + " (" + elements(index) + ")" +
               index_options(index);
    }
    std::string elements(const Index& index) const {
        std::string list;
        for (const auto& element : index.columns)
            list.append(list.empty() ? "" : ", ").append(index_element(index, element));
        return list;
    }

protected:
    std::string table_options(const Table& table) const override {
        std::string sql;
        for (const auto& [name, value] : ordered_options(table))
            sql.append(sql.empty() ? "" : " ").append(table_option_sql(name, value));
        return sql;
    }
    std::string unique_options(const UniqueConstraint& unique) const override {
        require_immediate(unique.deferral, "unique constraint", unique.name);
        return {};
    }
    std::string index_words(const Index& index) const override {
        const std::string* const prefix = option_of(index.dialect_options, "prefix");
        return (index.unique ? "UNIQUE " : "") + (prefix != nullptr ? *prefix + " " : std::string{}) + "INDEX ";
    }
    std::string index_element(const Index& index, const IndexElement& element) const override {
        const IndexPart part = index_part(index, element);
        return quote_identifier(part.column) + (part.length > 0 ? "(" + std::to_string(part.length) + ")" : "") +
               (part.descending ? " DESC" : "");
    }
    std::string index_options(const Index& index) const override {
        if (!index.where.empty()) {
            throw CompileError{"MariaDB has no partial indexes: '" + index.name + "' is to hold only the rows where " + index.where};
        }
        std::string sql;
        if (const auto* const parser = option_of(index.dialect_options, "with_parser")) sql += " WITH PARSER " + *parser;
        if (const auto* const method = option_of(index.dialect_options, "using")) sql += " USING " + quote_identifier(*method);
        return sql;
    }

public:
    static void require_immediate(std::string_view deferral, std::string_view kind, const std::string& name) {
        if (deferral.empty() || to_upper_ascii(deferral).starts_with("NOT DEFERRABLE")) return;
        throw CompileError{"MariaDB checks constraints at once: the " + std::string{kind} + (name.empty() ? "" : " '" + name + "'") +
                           " cannot be " + std::string{deferral}};
    }
};

std::string MariadbWriter::definition(const Column& column, bool is_generated) const {
    const auto& options = column.options;
    const std::string type = column_type_sql(column);
    std::string sql = quote_identifier(column.name) + " " + type;
    if (!options.computed.empty()) {
        sql += " GENERATED ALWAYS AS (" + options.computed + (options.persisted ? ") STORED" : ")");
    } else if (!options.nullable || options.primary_key) {
        // MariaDB takes no NOT NULL behind a generated column.
        sql += " NOT NULL";
    } else if (to_upper_ascii(type).starts_with("TIMESTAMP")) {
        sql += " NULL";  // by itself such a column was NOT NULL for long
    }
    if (!options.comment.empty()) sql += " COMMENT " + string_literal(options.comment);
    if (is_generated) return sql + " AUTO_INCREMENT";
    if (options.server_default && options.computed.empty()) sql += " DEFAULT " + default_sql(*options.server_default);
    return sql;
}

const MariadbWriter& writer() {
    static const MariadbWriter only;
    return only;
}

/// Keys over text without an end are refused by the server; here the table and the way out can be named.
void require_key_lengths(const Table& table) {
    for (const auto& name : detail::key_columns(table)) {
        const Column* const column = table.find_column(name);
        if (column == nullptr || !is_unlimited(column->type)) continue;
        throw CompileError{"MariaDB cannot have the column '" + name + "' of the type " + type_sql(column->type) +
                           " in the primary key of the table '" + table.full_name() +
                           "', for its length has no bound; give it one: max_length<255> or String{255}"};
    }
}

/// Nothing is lost with NOT DEFERRABLE, which MariaDB would not read.
ForeignKeyConstraint without_deferral(ForeignKeyConstraint key) {
    MariadbWriter::require_immediate(key.deferral, "foreign key", key.name);
    key.deferral.clear();
    return key;
}

/// The lengths of `mariadb_length`: "10" for all columns, or "name: 10, title: 20".
int length_of(const Index& index, std::string_view column) {
    const std::string* const option = option_of(index.dialect_options, "length");
    if (option == nullptr) return 0;
    const auto number = [&](std::string_view digits) {
        int value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error == std::errc{} && end == digits.data() + digits.size() && value > 0) return value;
        throw CompileError{"the option mariadb_length of the index '" + index.name + "' is " + quote(*option, '\'') +
                           ", but must be a number of characters, or one for each column: 'name: 10, title: 20'"};
    };
    if (option->find(':') == std::string::npos) return number(strip(*option));
    for (const auto pair : split(*option, ',')) {
        const auto colon = pair.find(':');
        if (colon == std::string_view::npos) return number(pair);  // which fails
        if (strip(pair.substr(0, colon)) == column) return number(strip(pair.substr(colon + 1)));
    }
    return 0;
}

}  // namespace

std::string create_table_sql(const Table& table, bool if_not_exists) {
    require_key_lengths(table);
    const bool has_deferral =
        std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [](const auto& key) { return !key.deferral.empty(); });
    if (!has_deferral) return writer().create_table(table, if_not_exists);
    Table immediate = table;
    for (auto& key : immediate.foreign_keys)
        key = without_deferral(std::move(key));
    return writer().create_table(immediate, if_not_exists);
}

std::string drop_table_sql(const ddl::TableName& name, bool if_exists) {
    return writer().drop_table(name, if_exists);
}

std::string create_index_sql(const ddl::TableName& table, const Index& index, bool if_not_exists) {
    return writer().create_index(table, index, if_not_exists);
}

std::string drop_index_sql(const ddl::TableName& table, std::string_view index, bool if_exists) {
    return (if_exists ? "DROP INDEX IF EXISTS " : "DROP INDEX ") + quote_identifier(index) + " ON " + writer().qualified(table);
}

const detail::DdlWriter& ddl_writer() {
    return writer();
}

std::string index_definition_sql(const Index& index, bool if_not_exists) {
    return writer().index_definition(index, if_not_exists);
}

std::string foreign_key_sql(const ForeignKeyConstraint& key) {
    return writer().constraint(without_deferral(key));
}

std::string column_definition_sql(const Column& column) {
    return writer().definition(column, false);
}

std::string column_type_sql(const Column& column) {
    std::string sql = type_sql(column.type);
    if (!column.options.collation.empty()) sql += " COLLATE " + column.options.collation;
    return sql;
}

bool is_generated_key(const Table& table, const Column& column) {
    const auto& options = column.options;
    if (!options.autoincrement || options.server_default || !options.computed.empty()) return false;
    // What the catalog has read can be of a type that only MariaDB has, an INTEGER UNSIGNED.
    if (!column.type.is_integer() && column.type.kind != SqlType::Kind::custom) return false;
    const auto key = detail::key_columns(table);
    return std::find(key.begin(), key.end(), column.name) != key.end();
}

std::string type_sql(const SqlType& type) {
    switch (type.kind) {
    case SqlType::Kind::boolean: return "BOOL";
    case SqlType::Kind::small_integer: return "SMALLINT";
    case SqlType::Kind::integer: return "INTEGER";
    case SqlType::Kind::big_integer: return "BIGINT";
    // FLOAT alone has seven digits there; a double would come back as another.
    case SqlType::Kind::float_: return type.precision > 0 ? detail::with_size("FLOAT", type.precision) : "DOUBLE";
    case SqlType::Kind::double_: return "DOUBLE";
    // NUMERIC alone is (10, 0) there, which rounds. These are the most digits that MariaDB keeps on either side of the point.
    case SqlType::Kind::numeric: return type.precision < 0 ? "NUMERIC(65, 30)" : detail::numeric_sql(type);
    case SqlType::Kind::string: return detail::with_size("VARCHAR", type.length > 0 ? type.length : 255);
    // With a length the server takes the smallest of its text types that holds so much.
    case SqlType::Kind::text: return detail::with_size("TEXT", type.length);
    // BLOB alone holds 64 KB.
    case SqlType::Kind::large_binary: return type.length > 0 ? detail::with_size("BLOB", type.length) : "LONGBLOB";
    case SqlType::Kind::date: return "DATE";
    // Without a number both end at the second.
    case SqlType::Kind::datetime:
    case SqlType::Kind::interval: return "DATETIME(6)";
    case SqlType::Kind::time: return "TIME(6)";
    case SqlType::Kind::uuid: return "CHAR(32)";
    case SqlType::Kind::json:
    case SqlType::Kind::jsonb: return "JSON";
    case SqlType::Kind::enumeration: return enumeration_sql(type);
    case SqlType::Kind::array: throw CompileError{"MariaDB has no arrays; a std::vector without an SQL type of its own is stored as JSON"};
    case SqlType::Kind::custom: return type.name;
    }
    return {};
}

std::string string_literal(std::string_view text) {
    return quote(replace_all(text, "\\", "\\\\"), '\'');
}

IndexPart index_part(const Index& index, const IndexElement& element) {
    if (!element.is_expression) return {element.text, length_of(index, element.text), false};
    const auto part = parse_index_element(element.text);
    if (!part) {
        throw CompileError{"MariaDB has no indexes over expressions: '" + index.name + "' is to be made over " + element.text +
                           "; give the table a generated column with this expression and index that"};
    }
    IndexPart known = *part;
    if (known.length == 0) known.length = length_of(index, known.column);
    return known;
}

const std::string* option_of(const DialectOptions& options, std::string_view name) {
    for (const auto prefix : {mariadb_prefix, mysql_prefix}) {
        if (const auto* const found = detail::find_option(options, std::string{prefix} + std::string{name})) return found;
    }
    return nullptr;
}

}  // namespace retort::mariadb
