from tests.networkx_backend.graphs import karate, planted  # noqa: F401  fixtures
