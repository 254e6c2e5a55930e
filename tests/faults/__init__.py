"""The archive under faults: ``make faults``, docs/develop.md."""
