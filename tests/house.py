"""The judge of the house's laws (docs/house.md): it reads the source, and imports nothing of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

# From the ground floor up. A part may import from its own floor and from those below.
FLOORS = {
    "feeds": (
        {"errors", "vocabulary", "text"},
        {"when"},
        {"facts", "options", "tongue"},
        {"entry", "terms"},
        {"wording", "nights"},
        {"news", "openings", "search", "life"},
        {"writers", "readers", "checks"},
        {"registry"},
    ),
    "calendar_service": (
        {"client"},  # for other people's programs: it takes nothing of the application along
        {
            *("errors", "addresses", "work", "written", "logs", "languages", "pictures"),
            *("permissions", "passwords", "slowing", "guests"),
        },
        {"settings", "models", "intake"},
        {"keys", "mailing"},
        {"store"},
        {"publishing", "importing", "loading", "backups", "checkup", "exports", "upkeep"},
        {"web"},
        {"demo"},
        {"app"},
        {"serving"},
        {"commands"},
        {"cli"},
        {"__main__"},
    ),
}
# The sample data stands high because only commands use it, but it is to be like any other data.
CEILINGS = {"demo": "loading"}
# Where the clock is read and the dice are thrown; everybody else is handed both.
EDGE = {"client", "web", "app", "commands", "cli", "__main__"}

DICE = {"random", "secrets", "uuid"}
WORLD = {
    "calendar_service", "time", "os", "pathlib", "socket", "sqlite3", "http", "urllib.request", "requests", "httpx",
    "httpx2", "sqlalchemy", "starlette", "fastapi",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow"}
CLOCK_OWNERS = {"datetime", "date"}
SECONDS = {"time", "time_ns"}
EMPTY_NAMES = {"utils", "helpers", "common", "misc"}
FOLDERS = ("feeds", "calendar_service", "alembic", "tests", "benchmarks")


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, and what it says."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """The first word of the name."""
        return self.name.partition(".")[0]

    @property
    def part(self) -> str:
        """The second word, which has a floor; empty for the package itself."""
        return [*self.name.split("."), ""][1]


@dataclass(frozen=True)
class House:
    """All modules of a checkout by their names."""

    root: Path
    modules: dict[str, Module]

    def of(self, *packages: str) -> Iterator[Module]:
        """Give the modules of these packages."""
        return (module for module in self.modules.values() if module.package in packages)


Law = Callable[[House], Iterator[str]]


def judge(root: Path) -> list[str]:
    """Give a sentence for everything in this checkout that breaks a law."""
    house = enter(root)
    return [sentence for law in LAWS for sentence in law(house)]


def enter(root: Path) -> House:
    """Read all source files."""
    paths = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*.py"))]
    modules = (read(root, path) for path in paths if "node_modules" not in path.parts)
    return House(root, {module.name: module for module in modules})


def read(root: Path, path: Path) -> Module:
    """Read one source file."""
    words = path.relative_to(root).with_suffix("").parts
    name = ".".join(words[:-1] if words[-1] == "__init__" else words)
    return Module(name, path, ast.parse(path.read_text(encoding="utf-8"), str(path)))


def every_part_has_a_floor(house: House) -> Iterator[str]:
    """Ask that a new part gets its place before it gets code."""
    for module in house.of(*FLOORS):
        if module.part and floor(module.package, module.part) is None:
            yield f"{module.name} has no floor: give {module.part} one in docs/house.md and tests/house.py"


def no_import_goes_uphill(house: House) -> Iterator[str]:
    """Ask that imports run one way."""
    for module in house.of(*FLOORS):
        for target in own_imports(house, module):
            if is_uphill(module, house.modules[target]):
                yield f"{module.name} imports {target}, which is above it"


def is_uphill(module: Module, target: Module) -> bool:
    """Compare floors; a package itself is the ground under all of its parts."""
    if target.package != module.package:
        return False  # the library's own list of forbidden imports says the rest
    if module.part == target.part or not target.part:
        return False
    here = floor(module.package, CEILINGS.get(module.part, module.part)) if module.part else -1
    there = floor(target.package, target.part)
    return here is not None and there is not None and there > here


def floor(package: str, part: str) -> int | None:
    """Count from the ground up."""
    return next((number for number, parts in enumerate(FLOORS[package]) if part in parts), None)


def no_import_ring(house: House) -> Iterator[str]:
    """Ask that modules can be put in an order, and so can the parts of each package."""
    modules = {module.name: own_imports(house, module) for module in house.of(*FLOORS)}
    parts: dict[str, set[str]] = {}
    for name, targets in modules.items():
        parts.setdefault(part_name(name), set()).update(map(part_name, targets))
    for graph in (modules, {name: targets - {name} for name, targets in parts.items()}):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            yield "imports make a ring: " + " < ".join(error.args[1])


def part_name(module: str) -> str:
    """Shorten the name of a module to its part."""
    return ".".join(module.split(".")[:2])


def the_library_is_pure(house: House) -> Iterator[str]:
    """Ask that feeds/ has no clock, dice, disk, network, framework or database."""
    for module in house.of("feeds"):
        for name in imported(module):
            if named(name, WORLD | DICE):
                yield f"{module.name} imports {name}, and is to be pure"
        yield from clocks(module)


def clock_and_dice_are_handed_in(house: House) -> Iterator[str]:
    """Ask that only the edge of the application reads the clock and throws dice."""
    for module in house.of("calendar_service"):
        if module.part in EDGE:
            continue
        for name in imported(module):
            if named(name, DICE | {f"time.{clock}" for clock in SECONDS} | {"os.urandom"}):
                yield f"{module.name} imports {name}, which is to be handed in"
        yield from clocks(module)


def clocks(module: Module) -> Iterator[str]:
    """Find readings of the clock, and references to a function that reads it."""
    calls = {id(node.func): node for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and is_clock(node, calls.get(id(node))):
            yield f"{module.name}:{node.lineno} uses {ast.unparse(node)}, which is to be handed in"


def is_clock(node: ast.Attribute, call: ast.Call | None) -> bool:
    """Tell whether this reads the clock. `site.today(now)` does not: only now() takes an argument, a zone."""
    owner = ast.unparse(node.value).rpartition(".")[2]
    if node.attr in CLOCKS:
        return owner in CLOCK_OWNERS or (call is not None and (node.attr == "now" or not call.args))
    return (owner == "time" and node.attr in SECONDS) or (owner, node.attr) == ("os", "urandom")


def nothing_hides_alembic(house: House) -> Iterator[str]:
    """Ask that the folder of migrations is no package: it would hide the library of that name."""
    if (house.root / "alembic" / "__init__.py").exists():
        yield "alembic/__init__.py hides the library of that name"


def names_say_something(house: House) -> Iterator[str]:
    """Ask for modules named by what is in them."""
    for module in house.modules.values():
        for word in EMPTY_NAMES & set(module.name.split(".")):
            yield f"{module.name}: {word} says nothing about what is in it"


def modules_open_with_a_sentence(house: House) -> Iterator[str]:
    """Ask for a docstring in every module that holds anything."""
    for module in house.modules.values():
        if module.tree.body and not ast.get_docstring(module.tree):
            yield f"{module.name} does not say what lives there"


def public_names_are_documented(house: House) -> Iterator[str]:
    """Ask for a docstring on every public function and class."""
    for module in house.of(*FLOORS):
        for node in module.tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                yield f"{module.name}.{node.name} has no docstring"


def own_imports(house: House, module: Module) -> set[str]:
    """Give the modules of this house that a module imports, wherever in the file, also for types only."""
    found = set()
    for name in imported(module):
        # `from store import reading` may name a module or something in one: take the longest that is a module.
        owner = name if name in house.modules else name.rpartition(".")[0]
        if owner in house.modules and owner.partition(".")[0] in FLOORS and owner != module.name:
            found.add(owner)
    return found


def imported(module: Module) -> Iterator[str]:
    """Give the dotted names that a module imports."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{origin(module, node)}.{alias.name}" for alias in node.names)


def origin(module: Module, node: ast.ImportFrom) -> str:
    """Resolve the dots of a relative import."""
    if not node.level:
        return node.module or ""
    words = module.name.split(".")
    if module.path.name == "__init__.py":
        words.append("")
    return ".".join([*words[: -node.level], *([node.module] if node.module else [])])


def named(name: str, forbidden: set[str]) -> bool:
    """Tell whether a dotted name is one of these or lies in one."""
    return any(f"{name}.".startswith(f"{word}.") for word in forbidden)


LAWS: tuple[Law, ...] = (
    every_part_has_a_floor,
    no_import_goes_uphill,
    no_import_ring,
    the_library_is_pure,
    clock_and_dice_are_handed_in,
    nothing_hides_alembic,
    names_say_something,
    modules_open_with_a_sentence,
    public_names_are_documented,
)
