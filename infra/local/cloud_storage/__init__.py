"""Cloud Storage for one machine: the JSON API, the XML API with V4 signatures, on a folder.

One process, one event loop, one SQLite file. Every read of a record and every commit is one
synchronous step of the loop, so a precondition and the write it guards cannot be torn apart.
Only bytes leave the loop: they are hashed and written in threads, and sent by `sendfile`.
"""
