"""Who acts: customers, brands, channels, sales outlets, the support desk."""
