"""Papers and tables: data in, bytes out."""
