"""What SQLAlchemy opens a database with whose URL is written as Retort takes it."""
from sqlalchemy import create_engine


def engine_for(url):
    if url.startswith("postgresql:"):
        # The far ends of the calendar leave it in any other zone.
        return create_engine(url.replace("postgresql:", "postgresql+psycopg2:"), connect_args={"options": "-c timezone=UTC"})
    if url.startswith("mariadb:"):
        return create_engine(url.replace("mariadb:", "mysql+pymysql:") + "?charset=utf8mb4")
    return create_engine(url)
