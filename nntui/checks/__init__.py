"""What nntui needs of the machine it runs on, looked at without changing anything."""
