"""Write the digests again: `python -m tests.golden`, after a change that is meant to change answers.

With `--real` it writes the digests of the real networks, where their data are present.
"""

import json
import sys
from pathlib import Path

from tests.golden.answers import digest_answers, make_networks, read_real_networks

if __name__ == "__main__":
    is_real = "--real" in sys.argv[1:]
    networks = read_real_networks() if is_real else make_networks()
    digests = {name: digest_answers(network) for name, network in networks.items()}
    name = "real_digests.json" if is_real else "digests.json"
    Path(__file__).with_name(name).write_text(json.dumps(digests, indent=1) + "\n")
