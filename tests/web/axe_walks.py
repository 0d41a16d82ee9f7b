"""Which test lets axe look at a page: a new page needs a line here, which `test_urls.py` asks for.

Addresses by name, by the file of the test that opens them; those of `HERE` are opened by `test_axe_browser.py`.
"""

HERE = (
    "add_entity", "add_inside", "add_object", "edit_object", "indexes", "matrix", "growth", "measured", "races",
    "rewrites", "isolation", "finding", "score", "propose", "reviews", "thread_suggest", "new_from_data", "discovery",
    "normalization",
    "notifications", "notification_settings", "webhooks", "webhook", "delivery", "unsubscribe", "tokens",
    "api_manual", "shared_comments", "shared_making",
    "team_rules",
)  # fmt: skip
ELSEWHERE = {
    "test_browser.py": (
        "home",
        "new_design",
        "import_source",
        "workbench",
        "workbench_entity",
        "history",
        "export",
        "export_target",
    ),
    "test_findings_browser.py": ("findings", "patterns", "import_patterns", "dictionary", "rules", "rule"),
    "test_versions_browser.py": ("versions", "version_tag", "version_restore", "compare", "plan"),
    "test_reviews_browser.py": ("review", "review_merge", "review_update", "review_edit", "review_file"),
    "test_normalization_browser.py": ("normalize_entity",),
    "test_shares_browser.py": (
        "teams",
        "team",
        "audit",
        "invitation",
        "shares",
        "shared",
        "shared_dictionary",
        "shared_findings",
        "shared_embed",
    ),
}
WALKED = {*HERE, *(name for names in ELSEWHERE.values() for name in names)}
