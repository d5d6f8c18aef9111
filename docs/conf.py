"""Configuration of the documentation."""

from pathlib import Path

import tribus

HERE = Path(__file__).parent

project = "tribus"
author = "The tribus developers"
release = version = tribus.__version__
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.intersphinx",
    "numpydoc",
    "myst_nb",
]
exclude_patterns = ["_build", "**.ipynb_checkpoints"]
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb", ".ipynb": "myst-nb"}

# Sphinx reads only files below its own folder; links of notebooks are shortened by one step.
(HERE / "notebooks").mkdir(exist_ok=True)
for notebook in (HERE.parent / "notebooks").glob("*.ipynb"):
    text = notebook.read_text(encoding="utf-8").replace("](../docs/", "](../")
    (HERE / "notebooks" / notebook.name).write_text(text, encoding="utf-8")

# The notebooks are stored with their outputs, for readers on a forge; every build runs them again.
nb_execution_mode = "force"
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_merge_streams = True
nb_execution_in_temp = True  # files that pages write stay out of the project
myst_heading_anchors = 3

default_role = "code"
autosummary_generate = True
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
intersphinx_mapping = {}

html_theme = "pydata_sphinx_theme"
html_title = "tribus"
html_static_path = ["_static"]
html_css_files = ["cards.css"]
html_theme_options = {
    "show_prev_next": False,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
}
html_show_sourcelink = False
html_sidebars = {
    folder: [] for folder in ("concepts/*", "howto/*", "notebooks/*", "es/*", "coming_from")
}


def setup(app):
    """Say how long a build takes: it runs every example."""
    from sphinx.util.logging import getLogger

    getLogger(__name__).info("All examples are run: this takes about five minutes on two cores.")
