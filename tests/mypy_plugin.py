"""Tells mypy of the columns that a `Translated` text declares, one for each language of the record."""

from collections.abc import Callable

from mypy.nodes import AssignmentStmt, CallExpr, NameExpr
from mypy.plugin import ClassDefContext, Plugin
from mypy.plugins.common import add_attribute_to_class

LANGUAGES = ("en", "ru", "kk")


def add_columns(context: ClassDefContext) -> None:
    """Add ``name_en``, ``name_ru``, ``name_kk`` to a class that says ``name = Translated(…)``."""
    for statement in context.cls.defs.body:
        if not isinstance(statement, AssignmentStmt) or not isinstance(statement.rvalue, CallExpr):
            continue
        made_by, target = statement.rvalue.callee, statement.lvalues[0]
        if isinstance(made_by, NameExpr) and made_by.name == "Translated" and isinstance(target, NameExpr):
            for lang in LANGUAGES:
                text = context.api.named_type("builtins.str")
                add_attribute_to_class(context.api, context.cls, f"{target.name}_{lang}", text)


class TranslatedColumns(Plugin):
    """The plugin."""

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        """Look into every class of the models; the hook for base classes is taken by the plugin of django-stubs."""
        return add_columns if fullname.startswith("agreements.models.") else None


def plugin(version: str) -> type[Plugin]:
    """What mypy calls."""
    return TranslatedColumns
