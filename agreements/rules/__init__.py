"""Rules for forms and files alike: steps to publication, completeness, ids, roles, uploads."""
