"""What is remembered: tables, one transaction a verb, queries, migrations."""
