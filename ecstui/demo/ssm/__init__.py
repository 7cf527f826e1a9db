"""Systems Manager: sessions."""
