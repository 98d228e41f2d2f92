"""The edge: authenticate, parse, call one service, render."""
