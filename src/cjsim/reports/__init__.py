"""The brief of a comparison: what it says on two pages, as HTML, Markdown and tables."""
