"""Alembic's entry point. Runs migrations on the connection, and in the transaction, that schema.py passes in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
