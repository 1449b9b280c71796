"""What a scenario is: frozen typed schema, loading, checking. Nothing here runs."""
