"""A throw-away MariaDB server: to run what is written for MySQL or MariaDB, and to read its catalogue back."""
