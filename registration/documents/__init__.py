"""Data in, bytes out: calendars now; tables and paper as they come."""
