"""Certificates of one run: made when first asked for, kept in memory, written for targets alone."""

from wireproof.certificates.family import Family, clients, servers, strangers
from wireproof.certificates.identity import Identity, Names
from wireproof.certificates.lies import LIES, Lie

__all__ = ["LIES", "Family", "Identity", "Lie", "Names", "clients", "servers", "strangers"]
