"""What all tables are made of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, MetaData, Text
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text_(name: str, *args: SchemaItem, null: bool = False, **more: Any) -> Column[str]:
    return Column(name, Text, *args, nullable=null, **more)


def whole(name: str, *args: SchemaItem, null: bool = False, **more: Any) -> Column[int]:
    return Column(name, BigInteger, *args, nullable=null, **more)


def unindexed(column: Column[str]) -> ColumnElement[str]:
    """A column for a condition beside one on ids: without statistics, SQLite would rather walk
    through a whole team than look up ten ids.
    """
    return column.concat("")
