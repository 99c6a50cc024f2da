"""Odd but right: a supervisor that listens nowhere, starts slowly, and has a child do the work.

python tests/odd/pickle_rpc/supervised.py --authkey-file key
"""

from __future__ import annotations

import subprocess
import sys
import time

from reference_impl._launch import until_input_ends

if __name__ == "__main__":
    sys.stdout.write("starting slowly: this line announces nothing\n")
    sys.stdout.flush()
    time.sleep(0.7)
    worker = [sys.executable, "-m", "reference_impl.pickle_rpc.over_connection", *sys.argv[1:]]
    with subprocess.Popen(worker, stdin=subprocess.PIPE) as child:
        until_input_ends()
        child.communicate()
