"""Streams of events for pages that are open, served by an ASGI process of their own.

A stream says that something is new and never what: the page asks again through the ordinary views, which decide what
its reader may see. `gates` lets a reader in, `listening` hears what PostgreSQL tells, `hub` passes it on, `serving` is
the ASGI application.
"""
