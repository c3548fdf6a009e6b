"""A market fitted to data of one's own."""
