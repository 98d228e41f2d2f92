"""The local cloud: everything Dailies needs, on 127.0.0.1."""
