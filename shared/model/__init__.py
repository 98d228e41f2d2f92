"""Nouns: frozen, validated, pure."""
