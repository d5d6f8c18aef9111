"""The map to explore: one page or one widget with search, filters and the people around each person."""
