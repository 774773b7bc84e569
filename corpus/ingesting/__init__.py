"""Files into the record, a batch at a time."""
