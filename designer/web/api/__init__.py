"""The application through HTTP, for programs: `/api/v1/…`, with personal tokens.

A module per resource has a router with its operations; `app` puts them together, `document` describes them. Every
operation names its scopes where it is registered (`operation`), asks `reach` for what the token may see, and lets what
the store refuses pass: `refusals` says it as a problem. What stands around all of them is `boundary`.
"""
