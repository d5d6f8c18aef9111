"""Who is in a made society, and what they are called."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_count
from tribus._display import plural
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    import pandas as pd

    from tribus._core.arrays import Ints64

ROLES = ("member", "guru", "brand", "ghost", "lurker", "loner")
N_BRANDS = 1
SMALLEST_TRIBE = 3  # two people are a couple
SIZE_EXPONENT = 0.8  # of size against rank: six tribes of 240 people run from 82 down to 21

# Each tribe, and what the businesses in it call themselves.
_TRADES = {
    "panaderías de Sevilla": ("pan", "obrador", "horno", "tahona", "masa_madre", "migas"),
    "diseño y web": ("estudio", "taller", "pixel", "tinta", "web", "diseños"),
    "librerías": ("libreria", "libros", "papel", "lecturas", "páginas", "letras"),
    "turismo rural": ("casa", "posada", "senda", "molino", "casona", "montaña"),
    "agroecología": ("huerta", "semilla", "cesta", "granja", "vergel", "viñedo"),
    "coworking de Madrid": ("cowork", "nave", "mesa", "oficina", "loft", "enchufe"),
    "cerámica y artesanía": ("barro", "torno", "alfar", "telar", "artesanía", "cuero"),
    "fotografía": ("foto", "retrato", "luz", "objetivo", "instante", "revelado"),
    "traducción": ("traduce", "palabra", "verbo", "glosario", "matices", "eñe"),
    "bicicletas": ("bici", "pedal", "ruedas", "sillín", "cadena", "plato"),
    "cafés de Valencia": ("cafe", "tostador", "cafetera", "moka", "taza", "merienda"),
    "música en directo": ("sala", "banda", "sonido", "compás", "directo", "vinilo"),
}
_FIRST_NAMES = (
    "lucia", "carmen", "begoña", "marta", "ines", "rocio", "elena", "pilar", "ángela", "nuria", "irene",
    "paula", "jorge", "íñigo", "pablo", "andres", "raul", "tomas", "hector", "álvaro", "diego", "simon",
    "julia", "candela", "teo", "vera", "manuel", "lola", "xoan", "aitana",
)  # fmt: skip
_SURNAMES = (
    "rivas", "muñoz", "olmedo", "peña", "vidal", "carmona", "ibáñez", "soler", "lozano", "ferrer",
    "nieto", "acosta", "quiroga", "salas", "ordoñez", "trigo", "bernal", "campos", "luque", "mendez",
)  # fmt: skip
_SIGNS = (
    "olmo", "ulises", "luna", "alba", "sur", "norte", "ribera", "plaza", "otoño", "roble", "faro",
    "mirlo", "azahar", "tejado", "ancla", "niebla", "jara", "castaño", "brisa", "cometa", "arcilla",
    "candil", "encina", "golondrina", "puente", "esquina", "tramontana", "romero", "delta", "peñasco",
)  # fmt: skip
_GURUS = (
    "profeta_digital",
    "doctor_marca",
    "la_mentora_seo",
    "señor_viral",
    "futuro_ya",
    "ideas_de_oro",
)
_BRAND = "megacola_es"


@dataclass(frozen=True, kw_only=True)
class People:
    """Everybody in a made society: members by tribe, then gurus, the brand, ghosts, lurkers, loners.

    Attributes
    ----------
    handles
        Name of each, shape `(n_users,)`, no two alike.
    tribe
        True tribe of each; -1 for none.
    role
        Place in `ROLES` of each.
    tribe_names
        Name of each tribe.
    """

    handles: npt.NDArray[Any]
    tribe: Ints64
    role: Ints64
    tribe_names: tuple[str, ...]

    def of(self, role: str) -> Ints64:
        """Numbers of those who have a role."""
        return np.flatnonzero(self.role == ROLES.index(role))

    def to_frame(self) -> pd.DataFrame:
        """One row a person: `user`, `tribe`, `tribe_name`, `role`."""
        import pandas as pd

        names = np.array([*self.tribe_names, "no tribe"], dtype=object)  # -1 takes the last
        return pd.DataFrame(
            {
                "user": self.handles,
                "tribe": self.tribe,
                "tribe_name": names[self.tribe],
                "role": np.array(ROLES, dtype=object)[self.role],
            }
        )


def cast_people(
    rng: np.random.Generator, n_people: int, n_tribes: int, counts: dict[str, int]
) -> People:
    """Share people out over tribes, add those who belong to none, and name them all.

    Parameters
    ----------
    rng
        Draws the names.
    n_people, n_tribes
        Members in all, and tribes to share them out over.
    counts
        How many belong to no tribe: `n_gurus`, `n_ghosts`, `n_lurkers`, `n_loners`.

    Raises
    ------
    OptionError
        If a number is out of range, or there are fewer than three people to a tribe.
    """
    _check_numbers(n_people, n_tribes, counts)
    tribe = np.repeat(np.arange(n_tribes), share_out(n_people, n_tribes))
    extras = [counts.get(f"n_{role}s", N_BRANDS) for role in ROLES[1:]]
    handles = [
        *_name_members(rng, tribe),
        *(_GURUS[number % len(_GURUS)] for number in range(counts["n_gurus"])),
        *[_BRAND] * N_BRANDS,
        *_name_ghosts(rng, counts["n_ghosts"]),
        *_name_persons(rng, counts["n_lurkers"] + counts["n_loners"]),
    ]
    return People(
        handles=np.array(_number_repeats(handles), dtype=object),
        tribe=np.concatenate([tribe, np.full(sum(extras), -1)]),
        role=np.repeat(np.arange(len(ROLES)), [n_people, *extras]),
        tribe_names=tuple(map(_name_tribe, range(n_tribes))),
    )


def _check_numbers(n_people: int, n_tribes: int, counts: dict[str, int]) -> None:
    check_count("n_tribes", n_tribes)
    check_count("n_people", n_people)
    for name, count in counts.items():
        check_count(name, count, at_least=0)
    if n_people < SMALLEST_TRIBE * n_tribes:
        raise OptionError(
            f"n_people must be {SMALLEST_TRIBE} or more for each of {plural(n_tribes, 'tribe')}, "
            f"got {n_people}; add people, or make fewer tribes"
        )


def share_out(n_people: int, n_tribes: int) -> Ints64:
    """Sizes of the tribes, largest first, falling with rank as `rank^-0.8`, none below 3."""
    shares = np.arange(1, n_tribes + 1) ** -SIZE_EXPONENT
    spare = n_people - SMALLEST_TRIBE * n_tribes
    sizes: Ints64 = SMALLEST_TRIBE + np.floor(spare * shares / shares.sum()).astype(np.int64)
    sizes[: n_people - sizes.sum()] += 1
    return sizes


def _name_tribe(tribe: int) -> str:
    """Name a trade; when all are taken, say that this is its second tribe: `librerías (2)`."""
    again, trade = divmod(tribe, len(_TRADES))
    return f"{list(_TRADES)[trade]} ({again + 1})" if again else list(_TRADES)[trade]


def _name_members(rng: np.random.Generator, tribe: Ints64) -> list[str]:
    """`pan_de_lucia`, `taller_olmo`, `marta_libros`: a trade, and whose or where it is."""
    trades = list(_TRADES.values())
    draws = rng.integers(0, [len(trades[0]), len(_FIRST_NAMES), len(_SIGNS), 3], size=(len(tribe), 4))
    return [
        _business(trades[number % len(trades)][trade], _FIRST_NAMES[first], _SIGNS[sign], pattern)
        for number, (trade, first, sign, pattern) in zip(tribe.tolist(), draws.tolist(), strict=True)
    ]


def _business(trade: str, first: str, sign: str, pattern: int) -> str:
    return (f"{trade}_de_{first}", f"{trade}_{sign}", f"{first}_{trade}")[pattern]


def _name_ghosts(rng: np.random.Generator, n_ghosts: int) -> list[str]:
    """`user83920174`: what is left when nobody cares to choose a name."""
    numbers = 10_000_000 + rng.choice(90_000_000, n_ghosts, replace=False)
    return [f"user{number}" for number in numbers.tolist()]


def _name_persons(rng: np.random.Generator, n_persons: int) -> list[str]:
    draws = rng.integers(0, [len(_FIRST_NAMES), len(_SURNAMES)], size=(n_persons, 2))
    return [f"{_FIRST_NAMES[first]}_{_SURNAMES[surname]}" for first, surname in draws.tolist()]


def _number_repeats(names: Iterable[str]) -> list[str]:
    """Write the second `taller_olmo` as `taller_olmo2`; ours end in letters, so no two are alike."""
    seen: Counter[str] = Counter()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(name if seen[name] == 1 else f"{name}{seen[name]}")
    return numbered
