"""Several questions in a row: follow-ups, commands such as `more`, and completion of what is being typed."""
