"""Real Alembic over the migrations of alembic_run_test.cpp.

alembic_run.py FOLDER URL sql TX COMMAND…    prints what each command prints with --sql, behind a line `### command`
alembic_run.py FOLDER URL run COMMAND…       runs each on the database

TX is `none` (Alembic's own choice for the database), `run` or `step`. A command is `upgrade heads`, `stamp b1 b2`, …
"""
import io
import logging
import os
import sys

from alembic import command
from alembic.config import Config

ENV = '''
from alembic import context
import sqlalchemy as sa

tx = context.get_x_argument(as_dictionary=True)["tx"]
options = {} if tx == "none" else {"transactional_ddl": True, "transaction_per_migration": tx == "step"}
url = context.config.get_main_option("sqlalchemy.url")
if context.is_offline_mode():
    context.configure(url=url, literal_binds=True, **options)
    with context.begin_transaction():
        context.run_migrations()
else:
    with sa.create_engine(url).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
'''

SCRIPTS = {
    "a": (
        None,
        None,
        None,
        '''
    op.create_table("team", sa.Column("id", sa.Integer(), nullable=False), sa.Column("name", sa.String(30), nullable=False),
                    sa.PrimaryKeyConstraint("id"), sa.UniqueConstraint("name", name="uq_team_name"))
    op.create_table("hero", sa.Column("id", sa.Integer(), nullable=False), sa.Column("name", sa.String().with_variant(sa.String(255), "mariadb"), nullable=False),
                    sa.Column("age", sa.Integer(), server_default="1"), sa.Column("team_id", sa.Integer()),
                    sa.CheckConstraint("age >= 0", name="ck_hero_age"),
                    sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_hero_team", ondelete="CASCADE"),
                    sa.PrimaryKeyConstraint("id", name="pk_hero"))
    op.create_index("ix_hero_name", "hero", ["name"], unique=True)
    op.bulk_insert(sa.table("team", sa.column("id", sa.Integer), sa.column("name", sa.String)),
                   [{"id": 1, "name": "Preventers"}, {"id": 2, "name": "it's a team"}])
''',
        '''
    op.drop_index("ix_hero_name", table_name="hero")
    op.drop_table("hero")
    op.drop_table("team")
''',
    ),
    "b1": (
        "a",
        None,
        None,
        '''
    op.add_column("hero", sa.Column("allegiance", sa.String(20), nullable=True))
    op.add_column("hero", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_hero_age_rank", "hero", ["age", "rank"])
''',
        '''
    op.drop_index("ix_hero_age_rank", "hero")
    op.drop_column("hero", "rank")
    op.drop_column("hero", "allegiance")
''',
    ),
    "b2": (
        "a",
        ("second",),
        None,
        '''
    op.execute("UPDATE team\\n   SET name = 'a\\\\:b' WHERE id = 1")
    op.create_table("power", sa.Column("id", sa.Integer(), nullable=False), sa.Column("rate", sa.Numeric(10, 2)),
                    sa.Column("Strange Name", sa.Text()), sa.PrimaryKeyConstraint("id"))
''',
        '''
    op.drop_table("power")
''',
    ),
    "m": (
        ("b1", "b2"),
        None,
        None,
        '''
    op.rename_table("power", "ability")
''',
        '''
    op.rename_table("ability", "power")
''',
    ),
    "x": (None, ("other",), "b1", "    pass\n", "    pass\n"),
    "y": ("x", None, None, "    op.execute('DELETE FROM hero')\n", "    pass\n"),
}


def write_project(folder):
    versions = os.path.join(folder, "versions")
    os.makedirs(versions)
    with open(os.path.join(folder, "env.py"), "w", encoding="utf-8") as env:
        env.write(ENV)
    for revision, (down, labels, depends, upgrade, downgrade) in SCRIPTS.items():
        with open(os.path.join(versions, revision + ".py"), "w", encoding="utf-8") as script:
            script.write(
                f'"""message of {revision}"""\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = {revision!r}\n'
                f"down_revision = {down!r}\nbranch_labels = {labels!r}\ndepends_on = {depends!r}\n\n\n"
                f"def upgrade():{upgrade if upgrade.startswith(chr(10)) else chr(10) + upgrade}\n\n"
                f"def downgrade():{downgrade if downgrade.startswith(chr(10)) else chr(10) + downgrade}\n"
            )


def run(config, words, sql):
    name, *targets = words
    if name == "stamp":
        command.stamp(config, targets, sql=sql)
    else:
        getattr(command, name)(config, targets[0], sql=sql)


def read_folders_in_order():
    """Alembic takes the scripts in the order in which the file system lists them, and branches beside each other in the order of their scripts."""
    listdir = os.listdir
    os.listdir = lambda *arguments: sorted(listdir(*arguments))


def main():
    read_folders_in_order()
    logging.disable(logging.CRITICAL)
    folder, url, what, *rest = sys.argv[1:]
    if not os.path.exists(folder):
        write_project(folder)
    tx = rest.pop(0) if what == "sql" else "none"
    config = Config()
    config.set_main_option("script_location", folder)
    config.set_main_option("sqlalchemy.url", url.replace("mysql+", "mariadb+"))  # whose reserved words are others
    config.cmd_opts = type("Options", (), {"x": ["tx=" + tx]})()
    for line in rest:
        if what == "sql":
            config.output_buffer = io.StringIO()
        run(config, line.split(), what == "sql")
        if what == "sql":
            sys.stdout.write(f"### {line}\n{config.output_buffer.getvalue()}")


if __name__ == "__main__":
    main()
