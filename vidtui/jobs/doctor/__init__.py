"""What vidtui stands on, looked at: settings, token, folders, catalogue, machine."""
