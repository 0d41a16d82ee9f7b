"""A spreadsheet as a sales department keeps one: thirty columns, every order line with all that is known around it."""

from __future__ import annotations

COLUMNS = (
    "Order No", "Line No", "Order Date", "Customer No", "Customer Name", "Customer Email", "Customer Phone", "Street",
    "City", "Country Code", "Country Name", "Sales Rep No", "Sales Rep Name", "Sales Rep Office", "Product Code",
    "Product Name", "Product Colour", "Product Weight", "Category Code", "Category Name", "Supplier No",
    "Supplier Name", "Supplier Phone", "Supplier City", "Warehouse Code", "Warehouse Name", "Carrier Code",
    "Carrier Name", "Quantity", "Discount",
)  # fmt: skip
RULES = (
    ("Order No", "Order Date, Customer No, Sales Rep No, Carrier Code"),
    ("Customer No", "Customer Name, Customer Email, Customer Phone, Street, City, Country Code"),
    ("Country Code", "Country Name"),
    ("Sales Rep No", "Sales Rep Name, Sales Rep Office"),
    ("Product Code", "Product Name, Product Colour, Product Weight, Category Code, Supplier No, Warehouse Code"),
    ("Category Code", "Category Name"),
    ("Supplier No", "Supplier Name, Supplier Phone, Supplier City"),
    ("Warehouse Code", "Warehouse Name"),
    ("Carrier Code", "Carrier Name"),
)
"""What a person knows to be so: the left side, and what follows from it directly."""


def rows(orders: int = 700) -> list[tuple[str, ...]]:
    """Order lines, the same every time."""
    found = []
    for order in range(orders):
        customer = order * 7919 % 130
        country = customer * 31 % 9
        rep, carrier = order * 104729 % 11, order * 613 % 5
        for line in range(1, 3 + order % 3):
            product = (order * 37 + line * 101) % 90
            category, supplier, warehouse = product * 17 % 8, product * 23 % 14, product * 5 % 4
            found.append((
                f"{10_000 + order}", f"{line}", f"2026-{1 + order % 12:02}-{1 + order % 27:02}",
                f"C{customer:04}", f"Customer {customer % 119}", f"mail{customer}@example.org",
                f"+49 30 {customer * 77}",
                f"{customer % 60} High Street", f"City {customer % 23}", f"K{country}", f"Country {country}",
                f"R{rep}", f"Rep {rep % 10}", f"Office {rep % 3}",
                f"P{product:03}", f"Product {product % 85}", f"colour {product % 6}", f"{product % 40 / 10 + .1:.1f}",
                f"G{category}", f"Category {category}", f"S{supplier}", f"Supplier {supplier % 13}",
                f"+44 {supplier * 91}",
                f"Town {supplier % 7}", f"W{warehouse}", f"Warehouse {warehouse}", f"T{carrier}", f"Carrier {carrier}",
                f"{1 + (order * 13 + line * 7) % 12}", f"{(order + line) % 4 * 5}",
            ))  # fmt: skip
    return found


def as_csv(orders: int = 700, delimiter: str = ";") -> str:
    """The file, as a spreadsheet saves it."""
    return "\r\n".join(delimiter.join(row) for row in (COLUMNS, *rows(orders))) + "\r\n"
