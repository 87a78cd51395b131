#include <retort/migrate/operations.hpp>

#include <algorithm>

#include <retort/migrate/operation.hpp>
#include <retort/migrate/recording.hpp>

namespace retort::migrate {

using detail::Recording;

TableItem::TableItem(Column column) : part_{new Table} {
    part_->columns.push_back(std::move(column));
}

TableItem::TableItem(PrimaryKeyConstraint constraint) : part_{new Table} {
    part_->primary_key = std::move(constraint);
}

TableItem::TableItem(UniqueConstraint constraint) : part_{new Table} {
    part_->unique_constraints.push_back(std::move(constraint));
}

TableItem::TableItem(CheckConstraint constraint) : part_{new Table} {
    part_->check_constraints.push_back(std::move(constraint));
}

TableItem::TableItem(ForeignKeyConstraint constraint) : part_{new Table} {
    part_->foreign_keys.push_back(std::move(constraint));
}

TableItem::TableItem(ExcludeConstraint constraint) : part_{new Table} {
    part_->exclude_constraints.push_back(std::move(constraint));
}

TableItem::TableItem(Index index) : part_{new Table} {
    part_->indexes.push_back(std::move(index));
}

TableItem::TableItem(const TableItem& other) : part_{new Table{*other.part_}} {}

TableItem& TableItem::operator=(const TableItem& other) {
    if (this != &other) *part_ = *other.part_;
    return *this;
}

TableItem::~TableItem() {
    delete part_;
}

void TableItem::add_to(Table& table) const {
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(table.columns, part_->columns);
    append(table.unique_constraints, part_->unique_constraints);
    append(table.check_constraints, part_->check_constraints);
    append(table.foreign_keys, part_->foreign_keys);
    append(table.exclude_constraints, part_->exclude_constraints);
    append(table.indexes, part_->indexes);
    const bool is_key = part_->columns.empty() && part_->unique_constraints.empty() && part_->check_constraints.empty() &&
                        part_->foreign_keys.empty() && part_->exclude_constraints.empty() && part_->indexes.empty();
    if (is_key) table.primary_key = part_->primary_key;
}

// Batches.

namespace {

/// The batch as it stands in the list.
ddl::AlterTable& batch_at(detail::OperationList& list, std::size_t place) {
    return std::get<ddl::AlterTable>(list.operations[place]);
}

}  // namespace

BatchOperations& BatchOperations::add_column(Column column, AddColumnOptions options) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "add_column", batch.table, column.name};
    recording.within(options.schema);
    recording.add_column(batch, std::move(column), std::move(options));
    return *this;
}

BatchOperations& BatchOperations::drop_column(std::string column, const DropColumnOptions& options) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "drop_column", batch.table, column};
    recording.within(options.schema);
    recording.drop_column(batch, std::move(column), options);
    return *this;
}

BatchOperations& BatchOperations::alter_column(std::string column, AlterColumnOptions options) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "alter_column", batch.table, column};
    recording.within(options.schema);
    recording.alter_column(batch, std::move(column), std::move(options));
    return *this;
}

BatchOperations& BatchOperations::create_primary_key(std::string name, std::vector<std::string> columns) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "create_primary_key", batch.table, name};
    recording.create_primary_key(batch, std::move(name), std::move(columns));
    return *this;
}

BatchOperations& BatchOperations::create_unique_constraint(
    std::string name, std::vector<std::string> columns, CreateUniqueConstraintOptions options) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "create_unique_constraint", batch.table, name};
    recording.within(options.schema);
    recording.create_unique_constraint(batch, std::move(name), std::move(columns), std::move(options.deferral));
    return *this;
}

BatchOperations& BatchOperations::create_exclude_constraint(std::string name, std::string sql) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "create_exclude_constraint", batch.table, name};
    recording.create_exclude_constraint(batch, std::move(name), std::move(sql));
    return *this;
}

BatchOperations& BatchOperations::create_check_constraint(std::string name, std::string condition) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "create_check_constraint", batch.table, name};
    recording.create_check_constraint(batch, std::move(name), std::move(condition));
    return *this;
}

BatchOperations& BatchOperations::create_foreign_key(std::string name, std::string referent_table, std::vector<std::string> local_columns,
    std::vector<std::string> remote_columns, CreateForeignKeyOptions options) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "create_foreign_key", batch.table, name};
    recording.within(options.source_schema);
    recording.create_foreign_key(
        batch, std::move(name), std::move(referent_table), std::move(local_columns), std::move(remote_columns), std::move(options));
    return *this;
}

BatchOperations& BatchOperations::drop_constraint(std::string name, const DropConstraintOptions& options) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "drop_constraint", batch.table, name};
    recording.within(options.schema);
    recording.drop_constraint(batch, std::move(name), options);
    return *this;
}

BatchOperations& BatchOperations::create_index(std::string name, std::vector<IndexElement> columns, CreateIndexOptions options) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "create_index", batch.table, name};
    recording.within(options.schema);
    recording.create_index(batch, std::move(name), std::move(columns), std::move(options));
    return *this;
}

BatchOperations& BatchOperations::drop_index(std::string name, const DropIndexOptions& options) {
    auto& batch = batch_at(*list_, place_);
    const Recording recording{*list_, "drop_index", batch.table, name};
    recording.within(options.schema);
    recording.drop_index(batch, std::move(name), options);
    return *this;
}

BatchOperations& BatchOperations::create_table_comment(std::string comment) {
    auto& batch = batch_at(*list_, place_);
    batch.changes.emplace_back(ddl::SetTableComment{batch.table, std::move(comment)});
    return *this;
}

BatchOperations& BatchOperations::drop_table_comment() {
    return create_table_comment({});
}

// Tables.

void Operations::create_table(std::string name, std::initializer_list<TableItem> items, CreateTableOptions options) {
    const Recording recording{*list_, "create_table", {options.schema, std::move(name)}};
    recording.create_table(items, std::move(options));
}

void Operations::drop_table(std::string name, DropTableOptions options) {
    const Recording recording{*list_, "drop_table", {std::move(options.schema), std::move(name)}};
    list_->operations.emplace_back(ddl::DropTable{recording.table(), options.if_exists});
}

void Operations::rename_table(std::string old_name, std::string new_name, TableOptions options) {
    const Recording recording{*list_, "rename_table", {std::move(options.schema), std::move(old_name)}};
    recording.require(!new_name.empty(), "needs a new name");
    recording.alter().changes.emplace_back(ddl::RenameTable{recording.table(), std::move(new_name)});
}

void Operations::create_table_comment(std::string table, std::string comment, TableOptions options) {
    const Recording recording{*list_, "create_table_comment", {std::move(options.schema), std::move(table)}};
    recording.alter().changes.emplace_back(ddl::SetTableComment{recording.table(), std::move(comment)});
}

void Operations::drop_table_comment(std::string table, TableOptions options) {
    const Recording recording{*list_, "drop_table_comment", {std::move(options.schema), std::move(table)}};
    recording.alter().changes.emplace_back(ddl::SetTableComment{recording.table(), {}});
}

// Columns.

void Operations::add_column(std::string table, Column column, AddColumnOptions options) {
    const Recording recording{*list_, "add_column", {options.schema, std::move(table)}, column.name};
    ddl::AlterTable change{recording.table()};
    recording.add_column(change, std::move(column), std::move(options));
    // Each change is an operation of its own, so that none of them asks for a rebuild of the table that the others do not need.
    for (auto& one : change.changes)
        recording.alter().changes.push_back(std::move(one));
}

void Operations::drop_column(std::string table, std::string column, const DropColumnOptions& options) {
    const Recording recording{*list_, "drop_column", {options.schema, std::move(table)}, column};
    ddl::AlterTable change{recording.table()};
    recording.drop_column(change, std::move(column), options);
    recording.record(std::move(change));
}

void Operations::alter_column(std::string table, std::string column, AlterColumnOptions options) {
    const Recording recording{*list_, "alter_column", {options.schema, std::move(table)}, column};
    ddl::AlterTable change{recording.table()};
    recording.alter_column(change, std::move(column), std::move(options));
    recording.record(std::move(change));
}

// Indexes and constraints.

void Operations::create_index(std::string name, std::string table, std::vector<IndexElement> columns, CreateIndexOptions options) {
    const Recording recording{*list_, "create_index", {options.schema, std::move(table)}, name};
    ddl::AlterTable change{recording.table()};
    recording.create_index(change, std::move(name), std::move(columns), std::move(options));
    recording.record(std::move(change));
}

void Operations::drop_index(std::string name, std::string table, const DropIndexOptions& options) {
    const Recording recording{*list_, "drop_index", {options.schema, std::move(table)}, name, Recording::TableMayBeUnnamed{}};
    ddl::AlterTable change{recording.table()};
    recording.drop_index(change, std::move(name), options);
    recording.record(std::move(change));
}

void Operations::create_primary_key(std::string name, std::string table, std::vector<std::string> columns, TableOptions options) {
    const Recording recording{*list_, "create_primary_key", {std::move(options.schema), std::move(table)}, name};
    ddl::AlterTable change{recording.table()};
    recording.create_primary_key(change, std::move(name), std::move(columns));
    recording.record(std::move(change));
}

void Operations::create_unique_constraint(
    std::string name, std::string table, std::vector<std::string> columns, CreateUniqueConstraintOptions options) {
    const Recording recording{*list_, "create_unique_constraint", {std::move(options.schema), std::move(table)}, name};
    ddl::AlterTable change{recording.table()};
    recording.create_unique_constraint(change, std::move(name), std::move(columns), std::move(options.deferral));
    recording.record(std::move(change));
}

void Operations::create_exclude_constraint(std::string name, std::string table, std::string sql, TableOptions options) {
    const Recording recording{*list_, "create_exclude_constraint", {std::move(options.schema), std::move(table)}, name};
    ddl::AlterTable change{recording.table()};
    recording.create_exclude_constraint(change, std::move(name), std::move(sql));
    recording.record(std::move(change));
}

void Operations::create_check_constraint(std::string name, std::string table, std::string condition, TableOptions options) {
    const Recording recording{*list_, "create_check_constraint", {std::move(options.schema), std::move(table)}, name};
    ddl::AlterTable change{recording.table()};
    recording.create_check_constraint(change, std::move(name), std::move(condition));
    recording.record(std::move(change));
}

void Operations::create_foreign_key(std::string name, std::string source_table, std::string referent_table,
    std::vector<std::string> local_columns, std::vector<std::string> remote_columns, CreateForeignKeyOptions options) {
    const Recording recording{*list_, "create_foreign_key", {options.source_schema, std::move(source_table)}, name};
    ddl::AlterTable change{recording.table()};
    recording.create_foreign_key(
        change, std::move(name), std::move(referent_table), std::move(local_columns), std::move(remote_columns), std::move(options));
    recording.record(std::move(change));
}

void Operations::drop_constraint(std::string name, std::string table, const DropConstraintOptions& options) {
    const Recording recording{*list_, "drop_constraint", {options.schema, std::move(table)}, name};
    ddl::AlterTable change{recording.table()};
    recording.drop_constraint(change, std::move(name), options);
    recording.record(std::move(change));
}

BatchOperations Operations::batch_alter_table(std::string table, BatchOptions options) {
    const Recording recording{*list_, "batch_alter_table", {std::move(options.schema), std::move(table)}};
    ddl::AlterTable& batch = recording.alter();
    batch.recreate = options.recreate;
    if (!options.copy_from.empty()) batch.copy_from = recording.table_of(options.copy_from);
    return {*list_, list_->operations.size() - 1};
}

// Types of enumerators.

namespace {

/// Records a change of a type, which needs a name as each value that it speaks of does.
void record_enum(detail::OperationList& list, const char* operation, ddl::AlterEnum change, const std::vector<std::string>& values) {
    const Recording recording{list, operation, change.type, {}, Recording::TableMayBeUnnamed{}};
    recording.require(!change.type.name.empty(), "needs the name of a type");
    for (auto value = values.begin(); value != values.end(); ++value)
        recording.require(std::find(values.begin(), value, *value) == value, "is given the value '" + *value + "' twice");
    list.operations.emplace_back(std::move(change));
}

}  // namespace

void Operations::create_enum(std::string name, std::vector<std::string> values, CreateEnumOptions options) {
    const auto given = values;
    record_enum(*list_, "create_enum",
        {{std::move(options.schema), std::move(name)}, ddl::CreateEnum{std::move(values), options.if_not_exists}}, given);
}

void Operations::drop_enum(std::string name, DropEnumOptions options) {
    record_enum(*list_, "drop_enum", {{std::move(options.schema), std::move(name)}, ddl::DropEnum{options.if_exists, {}}}, {});
}

void Operations::add_enum_value(std::string name, std::string value, AddEnumValueOptions options) {
    const Recording recording{*list_, "add_enum_value", {options.schema, name}, {}, Recording::TableMayBeUnnamed{}};
    recording.require(options.before.empty() || options.after.empty(), "is told two places for '" + value + "'; before or after is enough");
    record_enum(*list_, "add_enum_value",
        {{std::move(options.schema), std::move(name)},
            ddl::AddEnumValue{std::move(value), std::move(options.before), std::move(options.after), options.if_not_exists}},
        {});
}

void Operations::rename_enum_value(std::string name, std::string value, std::string new_value, EnumOptions options) {
    record_enum(*list_, "rename_enum_value",
        {{std::move(options.schema), std::move(name)}, ddl::RenameEnumValue{std::move(value), std::move(new_value)}}, {});
}

void Operations::rename_enum(std::string name, std::string new_name, EnumOptions options) {
    const Recording recording{*list_, "rename_enum", {options.schema, name}, {}, Recording::TableMayBeUnnamed{}};
    recording.require(!new_name.empty(), "needs a new name");
    record_enum(*list_, "rename_enum", {{std::move(options.schema), std::move(name)}, ddl::RenameEnum{std::move(new_name)}}, {});
}

// Data.

void Operations::execute(std::string sql, ExecuteOptions options) {
    const Recording recording{*list_, "execute"};
    recording.require(sql.find_first_not_of(" \t\r\n;") != std::string::npos, "is given no statement");
    list_->operations.emplace_back(ExecuteSql{std::move(sql), std::move(options.parameters)});
}

void Operations::execute_in_batches(std::string sql, BatchesOptions options) {
    const Recording recording{*list_, "execute_in_batches"};
    recording.require(sql.find(":batch_size") != std::string::npos,
        "needs :batch_size in its statement, as in DELETE FROM log WHERE id IN (SELECT id FROM log WHERE old LIMIT :batch_size)");
    recording.require(options.size > 0, "needs batches of one row at least");
    list_->operations.emplace_back(ExecuteInBatches{std::move(sql), options.size, std::move(options.total)});
}

void Operations::bulk_insert(
    std::string table, std::vector<std::string> columns, std::initializer_list<std::initializer_list<Literal>> rows, TableOptions options) {
    const Recording recording{*list_, "bulk_insert", {std::move(options.schema), std::move(table)}};
    recording.require_columns(columns);
    BulkInsert insert{recording.table(), std::move(columns)};
    insert.rows.reserve(rows.size());
    for (const auto& row : rows) {
        recording.require(row.size() == insert.columns.size(), "is given " + std::to_string(row.size()) + " values in row " +
                                                                   std::to_string(insert.rows.size() + 1) + " for " +
                                                                   std::to_string(insert.columns.size()) + " columns");
        insert.rows.emplace_back(row);
    }
    list_->operations.emplace_back(std::move(insert));
}

namespace {

template <class Code>
void record_code(detail::OperationList& list, Code code) {
    Recording{list, "run"}.require(code != nullptr, "is given no function");
    list.operations.emplace_back(RunCode{code});
}

}  // namespace

void Operations::run(void (*migration)(Connection&)) {
    record_code(*list_, migration);
}

void Operations::run(void (*migration)(Session&)) {
    record_code(*list_, migration);
}

void Operations::run(void (*migration)(Connection&, Progress&)) {
    record_code(*list_, migration);
}

void Operations::run(void (*migration)(Session&, Progress&)) {
    record_code(*list_, migration);
}

std::string_view Operations::dialect() const {
    return list_->dialect;
}

bool Operations::is_offline() const {
    return list_->is_offline;
}

std::string Operations::x_argument(std::string_view name) const {
    // The last one wins, as of Alembic's get_x_argument(as_dictionary=True).
    for (auto argument = list_->x_arguments.rbegin(); argument != list_->x_arguments.rend(); ++argument) {
        if (argument->first == name) return argument->second;
    }
    return {};
}

}  // namespace retort::migrate
