"""Accounts, sessions, invitations, and requests that somebody else makes in one's name."""

import re

from tests.benchmarks.attacking.target import Application, Record, body


def accounts(app: Application, record: Record) -> None:
    from allauth.mfa.models import Authenticator
    from django.core.cache import cache

    from designer.store.invitations import invite
    from designer.store.models import Membership, Role

    known = {"login": "alice", "password": "wrong"}
    said = [body(app.browser().post("/accounts/login/", {**known, "login": who})) for who in ("alice", "nobody-here")]
    texts = [re.sub(r'value="[^"]*"', "", one) for one in said]
    record.note("user enumeration", "sign in: known and unknown", _same(*texts))
    said = []
    for who in ("alice@example.org", "nobody@example.org"):
        cache.clear()
        answer = app.browser().post("/accounts/password/reset/", {"email": who})
        said.append(f"{answer.status_code} {answer.headers.get('Location', '')}")
    record.note("user enumeration", "forgotten password: known and unknown", said[0] == said[1], said)
    cache.clear()
    statuses = [app.browser().post("/accounts/login/", known).status_code for _ in range(15)]
    right = app.browser()
    right.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
    record.note(
        "throttling", "15 wrong passwords, then the right one", "_auth_user_id" not in right.session, statuses[-3:]
    )
    cache.clear()
    client = app.browser()
    client.get("/accounts/login/")
    client.session["planted"] = 1
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
    record.note(
        "session fixation", "a session planted before signing in", client.session.session_key != session.session_key
    )
    held = client.session.session_key
    client.post("/accounts/logout/")
    stale = app.browser()
    stale.cookies["sessionid"] = held
    record.note("session fixation", "a session used after signing out", stale.get("/").status_code == 302)
    mallory = app.people["mallory"]
    Authenticator.objects.create(user=mallory, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    half = app.browser()
    answer = half.post("/accounts/login/", {"login": "mallory", "password": "correct horse battery"})
    for path in ("/", "/teams/", "/accounts/two-steps/", "/accounts/password/change/", "/import/"):
        found = half.get(path)
        record.note(
            "second factor", f"{path} with the password alone", found.status_code == 302, found.headers.get("Location")
        )
    codes = [half.post("/accounts/2fa/authenticate/", {"code": f"{n:06}"}).status_code for n in range(3)]
    record.note("second factor", "guessed codes", "_auth_user_id" not in half.session, codes)
    Authenticator.objects.all().delete()
    alice = app.people["alice"]
    _, token = invite(alice, app.team.pk, Role.EDITOR)
    app.browser("mallory").post(f"/invitations/{token}/", {"answer": "accept"})
    before = Membership.objects.filter(team=app.team).count()
    Membership.objects.filter(team=app.team, user=mallory).delete()
    again = app.browser("mallory").post(f"/invitations/{token}/", {"answer": "accept"})
    record.note("invitations", "used once, as it should be", before == 4, before)
    record.note("invitations", "used again after being removed", not Membership.objects.filter(team=app.team,
    user=mallory).exists(),
                f"{again.status_code}, {before} members")  # fmt: skip
    for wrong in (token[:-1], token + "a", "0" * 43, "..", token.swapcase()):
        answer = app.browser("mallory").get(f"/invitations/{wrong}/")
        record.note("invitations", f"token {wrong[:12]}…", answer.status_code in (404, 410), answer.status_code)


def _same(first: str, second: str) -> bool:
    shape = re.compile(r'nonce="[^"]*"|csrfmiddlewaretoken[^>]*')
    return shape.sub("", first) == shape.sub("", second)


def requests(app: Application, record: Record) -> None:
    """Forged, too much assigned, and of somebody else's things."""
    from designer.store.models import Design, Membership
    from tests.web.roles import ROLES

    design = app.design("plain")
    strict = app.browser("alice", enforce_csrf_checks=True)
    from django.urls import reverse

    known = {
        "D": design.pk,
        "P": design.pk,
        "T": app.team.pk,
        "E": "x",
        "A": "x",
        "R": 1,
        "N": 1,
        "F": "x",
        "S": "x" * 43,
        "I": "y" * 43,
    }
    for name, (method, arguments, _) in ROLES.items():
        if method != "POST":
            continue
        values = [
            known.get(one, "00000000-0000-0000-0000-000000000000") if isinstance(one, str) and len(one) == 1 else one
            for one in arguments
        ]
        answer = strict.post(reverse(name, args=values), {"text": "x"})
        record.note("forged requests (CSRF)", name, answer.status_code == 403, answer.status_code)
    client = app.browser("edgar")
    for given in (
        {"role": "owner"},
        {"is_superuser": "1"},
        {"team": app.other.pk},
        {"team_id": app.other.pk, "id": 1},
        {"settled": "1"},
    ):
        client.post(f"/d/{design.pk}/edit/design", {"name": "renamed", "revision": design.revision, **given})
        client.post(f"/teams/{app.team.pk}/leave-not/", given)
        client.post(f"/teams/{app.team.pk}/members/{app.people['edgar'].pk}/role/", given)
        client.post("/accounts/password/change/", given)
        now = Design.objects.get(pk=design.pk)
        edgar = Membership.objects.get(team=app.team, user=app.people["edgar"])
        app.people["edgar"].refresh_from_db()
        held = (
            now.team_id == app.team.pk
            and not now.settled
            and edgar.role == "editor"
            and not app.people["edgar"].is_superuser
        )
        record.note("mass assignment", given, held)
