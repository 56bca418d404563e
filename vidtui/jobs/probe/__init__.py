"""The probe: read from the files how they are packed, shown and spoken."""
