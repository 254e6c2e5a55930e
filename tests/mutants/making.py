"""The faults that the machine makes of a module by itself: one small change each."""

import ast
import copy
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
# Calls of which something can be left out without an error: an argument, or the whole call of a chain.
_NARROWING = {"filter", "exclude", "published", "distinct", "strip", "rstrip", "lower", "union", "date", "title"}
_NOTHING = {"bool": None, "str": "''", "int": "0", "list": "[]", "dict": "{}", "tuple": "()", "set": "set()"}
_WORDS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}  # what is said is not how it works


@dataclass(frozen=True)
class Mutant:
    """A module with one fault."""

    path: str
    where: str
    old: str
    new: str
    line: int
    source: str

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What stays the same when lines above are added or taken away."""
        return self.path, self.where, self.old, self.new


def make(path: str, source: str, only: frozenset[str] = frozenset()) -> Iterator[Mutant]:
    """Every mutant of a module, or of the functions and names in ``only``."""
    statements = ast.parse(source).body
    texts = [ast.unparse(statement) for statement in statements]
    seen: set[tuple[str, str, str, str]] = set()
    for index, statement in enumerate(statements):
        alone = ast.Module([statement], [])
        for number, (position, where, line) in enumerate(_positions(alone)):
            if only and not only & set(where.split(".")):
                continue
            for change in _changes(position):
                other = copy.deepcopy(alone)
                change(list(_positions(other))[number][0])
                mutated = ast.unparse(ast.fix_missing_locations(other))
                gone, come = _difference(texts[index].splitlines(), mutated.splitlines())
                whole = "\n".join([*texts[:index], mutated, *texts[index + 1 :]])
                mutant = Mutant(path, where, gone, come, line, whole)
                if gone != come and mutant.identity not in seen:
                    seen.add(mutant.identity)
                    yield mutant


@dataclass(frozen=True)
class Position:
    """A node, and its position in its parent."""

    node: Any
    parent: ast.AST
    field: str
    index: int | None
    returns: str

    def put(self, node: ast.AST) -> None:
        """Put another node there."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def _positions(node: ast.AST, where: str = "", returns: str = "") -> Iterator[tuple[Position, str, int]]:
    """Every node that runs, with the name of what it is in; neither annotations nor messages to readers."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "keywords" if _is_words(node) else "returns"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(child, ast.AST) or _is_words(child):
                continue
            inner, result = where, returns
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{where}.{child.name}".lstrip(".")
            elif isinstance(child, ast.Assign | ast.AnnAssign) and not where:
                inner = ast.unparse(child.targets[0] if isinstance(child, ast.Assign) else child.target)
            if isinstance(child, ast.FunctionDef):
                result = ast.unparse(child.returns).partition("[")[0] if child.returns else ""
            yield Position(child, node, field, index, result), inner, getattr(child, "lineno", 0)
            yield from _positions(child, inner, result)


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WORDS


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _not(node: ast.expr) -> ast.expr:
    return (
        node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else ast.UnaryOp(ast.Not(), node)
    )


def _changes(position: Position) -> Iterator[Callable[[Position], None]]:
    """What can be done to a node; each change is made on a copy of it."""
    node = position.node
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARED:
            compared = _COMPARED[type(op)]
            yield lambda at: at.node.ops.__setitem__(0, compared())
        case ast.BoolOp(op=op):
            joined = ast.Or if isinstance(op, ast.And) else ast.And
            yield lambda at: setattr(at.node, "op", joined())
        case ast.UnaryOp(op=ast.Not()):
            yield lambda at: at.put(at.node.operand)
        case ast.BinOp(op=op, left=left) if type(op) in _OPERATORS and not isinstance(
            left, ast.Constant | ast.JoinedStr
        ):
            operator = _OPERATORS[type(op)]
            yield lambda at: setattr(at.node, "op", operator())
        case ast.Constant(value=bool()):
            yield lambda at: at.put(ast.Constant(not at.node.value))
        case ast.Constant(value=int()):
            yield lambda at: at.put(ast.Constant(at.node.value + 1))
            yield lambda at: at.put(ast.Constant(at.node.value - 1))
        case ast.Dict(values=values) if len(values) > 1:
            yield from (partial(_swap, first) for first in range(0, len(values) - 1, 2))
        case ast.Tuple(elts=elements, ctx=ast.Load()) if len(elements) > 1 and position.field != "slice":
            of_words = [index for index, one in enumerate(elements) if not _is_words(one)]
            yield from (partial(_leave_out, "elts", index) for index in of_words)
        case ast.Call(func=ast.Attribute(attr=name), args=arguments, keywords=named) if name in _NARROWING:
            yield lambda at: at.put(at.node.func.value)
            if len(arguments) + len(named) > 1:
                yield from (partial(_leave_out, "args", index) for index in range(len(arguments)))
                yield from (partial(_leave_out, "keywords", index) for index in range(len(named)))
        case ast.Return(value=ast.expr()):
            nothing = _NOTHING.get(position.returns, "None")
            yield lambda at: setattr(at.node, "value", _expression(nothing) if nothing else _not(at.node.value))
        case ast.Expr(value=value) if not isinstance(value, ast.Constant):
            yield lambda at: at.put(ast.Pass())
        case ast.Raise() | ast.Continue() | ast.Break() | ast.AugAssign():
            yield lambda at: at.put(ast.Pass())
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield lambda at: at.put(ast.Pass())
    match position.parent, position.field:
        case (ast.If() | ast.IfExp() | ast.While() | ast.comprehension(), "test" | "ifs"):
            if not isinstance(node, ast.Compare | ast.BoolOp) and not _is_negated(node):
                yield lambda at: at.put(_not(at.node))


def _is_negated(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _swap(first: int, at: Position) -> None:
    values = at.node.values
    values[first], values[first + 1] = values[first + 1], values[first]


def _leave_out(field: str, index: int, at: Position) -> None:
    getattr(at.node, field).pop(index)


def _difference(before: list[str], after: list[str]) -> tuple[str, str]:
    """The lines that are gone and the lines that have come."""
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[3:]
    gone, come = (" / ".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+")
    return gone, come
