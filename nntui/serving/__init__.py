"""A run's dashboard in a browser, for whoever was given its address: by way of textual-serve and aiohttp."""
