"""Start the page and the doors for programs: `python app.py`, then open the address that it prints.

The articles are read from seeds/ and the index from index/ (WENJU_SEEDS, WENJU_INDEX); the address is set by
GRADIO_SERVER_NAME and GRADIO_SERVER_PORT. Without a usable index the page still starts and offers to build one.
"""

import sys

from qa.cli.asgi import main

if __name__ == "__main__":
    sys.exit(main())
