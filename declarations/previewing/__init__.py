"""The pages of an import as plain values: its head, the list of forms with filters, one form beside its document."""
