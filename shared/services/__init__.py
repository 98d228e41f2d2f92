"""Verbs: one transaction each; ports in, nouns out."""
