"""Start the page and the doors for programs: `python app.py`, then open the address that it prints.

The index is read from index/ (WENJU_INDEX). Articles are added to and rebuilt from WENJU_SEEDS, else the folder that
the index was built from, else seeds/. The address is set by GRADIO_SERVER_NAME and GRADIO_SERVER_PORT. Without a usable
index the page still starts and offers to build one.
"""

import sys

from qa.cli.asgi import main

if __name__ == "__main__":
    sys.exit(main())
