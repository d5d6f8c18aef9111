"""Write the digests again: `python -m tests.golden`, after a change that is meant to change answers."""

import json
from pathlib import Path

from tests.golden.answers import digest_answers, make_networks

if __name__ == "__main__":
    digests = {name: digest_answers(network) for name, network in make_networks().items()}
    Path(__file__).with_name("digests.json").write_text(json.dumps(digests, indent=1) + "\n")
