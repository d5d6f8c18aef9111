"""Handles of the users and names of the tribes of a synthetic society."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

    from tribus._core.arrays import Ints64

# The trade of each tribe, and the words in the handles of its businesses.
TRADE_WORDS = {
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
FIRST_NAMES = (
    "lucia", "carmen", "begoña", "marta", "ines", "rocio", "elena", "pilar", "ángela", "nuria", "irene",
    "paula", "jorge", "íñigo", "pablo", "andres", "raul", "tomas", "hector", "álvaro", "diego", "simon",
    "julia", "candela", "teo", "vera", "manuel", "lola", "xoan", "aitana",
)  # fmt: skip
SURNAMES = (
    "rivas", "muñoz", "olmedo", "peña", "vidal", "carmona", "ibáñez", "soler", "lozano", "ferrer",
    "nieto", "acosta", "quiroga", "salas", "ordoñez", "trigo", "bernal", "campos", "luque", "mendez",
)  # fmt: skip
PLACE_WORDS = (
    "olmo", "ulises", "luna", "alba", "sur", "norte", "ribera", "plaza", "otoño", "roble", "faro",
    "mirlo", "azahar", "tejado", "ancla", "niebla", "jara", "castaño", "brisa", "cometa", "arcilla",
    "candil", "encina", "golondrina", "puente", "esquina", "tramontana", "romero", "delta", "peñasco",
)  # fmt: skip
GURU_HANDLES = (
    "profeta_digital",
    "doctor_marca",
    "la_mentora_seo",
    "señor_viral",
    "futuro_ya",
    "ideas_de_oro",
)
BRAND_HANDLE = "megacola_es"


def name_tribe(tribe: int) -> str:
    """Return the trade of a tribe; `librerías (2)` is the second tribe of its trade."""
    repeat, trade = divmod(tribe, len(TRADE_WORDS))
    return f"{list(TRADE_WORDS)[trade]} ({repeat + 1})" if repeat else list(TRADE_WORDS)[trade]


def name_members(rng: np.random.Generator, tribe: Ints64) -> list[str]:
    """Return a handle per member: `pan_de_lucia`, `taller_olmo` or `marta_libros`."""
    trades = list(TRADE_WORDS.values())
    bounds = [len(trades[0]), len(FIRST_NAMES), len(PLACE_WORDS), 3]
    draws = rng.integers(0, bounds, size=(len(tribe), 4))
    return [
        _name_business(trades[number % len(trades)][trade], FIRST_NAMES[first], PLACE_WORDS[place], form)
        for number, (trade, first, place, form) in zip(tribe.tolist(), draws.tolist(), strict=True)
    ]


def _name_business(trade: str, first: str, place: str, form: int) -> str:
    return (f"{trade}_de_{first}", f"{trade}_{place}", f"{first}_{trade}")[form]


def name_gurus(n_gurus: int) -> list[str]:
    """Return a handle per guru; they repeat after the sixth."""
    return [GURU_HANDLES[number % len(GURU_HANDLES)] for number in range(n_gurus)]


def name_ghosts(rng: np.random.Generator, n_ghosts: int) -> list[str]:
    """Return default handles such as `user83920174`."""
    numbers = 10_000_000 + rng.choice(90_000_000, n_ghosts, replace=False)
    return [f"user{number}" for number in numbers.tolist()]


def name_persons(rng: np.random.Generator, n_persons: int) -> list[str]:
    """Return a first name and a surname per person: `lucia_rivas`."""
    draws = rng.integers(0, [len(FIRST_NAMES), len(SURNAMES)], size=(n_persons, 2))
    return [f"{FIRST_NAMES[first]}_{SURNAMES[surname]}" for first, surname in draws.tolist()]


def name_with_prefix(rng: np.random.Generator, prefix: str, n_accounts: int) -> list[str]:
    """Return a prefix and a first name per account: `oferta_lucia`."""
    return [f"{prefix}_{FIRST_NAMES[first]}" for first in rng.integers(0, len(FIRST_NAMES), n_accounts)]


def number_repeats(handles: Iterable[str]) -> list[str]:
    """Return the handles with repeats numbered: the second `taller_olmo` is `taller_olmo2`.

    Only the handles of ghosts end in digits, and these are all different, so the result is unique.
    """
    seen: Counter[str] = Counter()
    numbered = []
    for handle in handles:
        seen[handle] += 1
        numbered.append(handle if seen[handle] == 1 else f"{handle}{seen[handle]}")
    return numbered
