import numpy as np
import pytest
import scipy.sparse as sp

import tribus as tb


@pytest.mark.parametrize("package", [tb.community, tb.metrics])
def test_dir_lists_public_names_only(package):
    assert dir(package) == sorted(package.__all__)
    assert all(callable(getattr(package, name)) for name in package.__all__)


@pytest.mark.parametrize("find", [tb.community.leiden, tb.community.louvain])
def test_both_methods_take_an_adjacency_and_return_labels(find):
    triangle = np.ones((3, 3)) - np.eye(3)
    two_triangles = sp.csr_array(sp.block_diag([sp.csr_array(triangle)] * 2))
    labels = find(two_triangles, resolution=1.0, seed=0)
    assert labels.dtype == np.int32
    assert (labels[:3] == labels[0]).all()
    assert (labels[3:] == 1 - labels[0]).all()
