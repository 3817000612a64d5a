"""Regions of countries that have several time zones: their codes, and what hour it is there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from workbench.server.clean.vocabulary import folded, table


def region_code(country: str | None, region: str) -> str:
    """The code of a region that is known by its code or a name; else what was typed."""
    return _codes(country or "").get(folded(region), region)


def region_zone(country: str | None, region: str | None) -> tuple[str, str] | None:
    """(zone, basis) of a region, where it is known and its country has several zones."""
    if not country or not region:
        return None
    zone = _zones(country).get(region_code(country, region))
    return (zone, "region") if zone else None


@lru_cache(maxsize=256)
def _codes(country: str) -> Mapping[str, str]:
    names = table("regions").get(country, {}).get("names", {})
    said = {folded(name): code for code, each in names.items() for name in each}
    return {folded(code): code for code in names} | said


@lru_cache(maxsize=256)
def _zones(country: str) -> Mapping[str, str]:
    zones = table("regions").get(country, {}).get("zones", {})
    return {code: zone for zone, codes in zones.items() for code in codes}
