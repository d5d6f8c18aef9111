"""Writers of result files: CSV, GEXF and GraphML."""
