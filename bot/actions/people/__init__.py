"""What concerns the person: consent, language, profile, privacy, the door they came by, the store they want."""
