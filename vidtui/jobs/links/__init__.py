"""What several jobs know of links: scanning them, what they show, changing and recovering them."""
