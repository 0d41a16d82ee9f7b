from designer.schema.build import entity, link
from tests.analysis.rules.checking import found

POSTS = entity("posts", "id int", "author text", pk="id")


def test_a_code_that_others_refer_to_is_left_alone() -> None:
    assert found("CO003", entity("users", "code text", pk="code"), POSTS, link("posts.author", "users.code")) == ()


def test_a_key_that_nobody_refers_to_or_that_follows_changes_is_left_alone() -> None:
    users = entity("users", "email text", pk="email")
    assert found("CO003", users, POSTS) == ()
    assert found("CO003", users, POSTS, link("posts.author", "users.email", on_update="cascade")) == ()


def test_an_address_that_others_refer_to_is_found() -> None:
    users = entity("users", "login_email text", pk="login_email")
    assert len(found("CO003", users, POSTS, link("posts.author", "users.login_email"))) == 1


def test_the_address_of_a_wallet_is_its_own_for_good() -> None:
    accounts = entity("accounts", "address text", pk="address")
    assert found("CO003", accounts, POSTS, link("posts.author", "accounts.address")) == ()
