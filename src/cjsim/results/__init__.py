"""What runs say: KPIs, comparisons, stories, result folders."""
